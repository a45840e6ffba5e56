/** What a file says of a computer with the Windows Server 2003 IPsec system. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { addressField, durationField } from './fields.ts';

const servers = z.array(addressField).max(64).default([]);
const folderField = z.string().min(1).max(4096);

/** Commands of netsh: a text of lines, or a list of them. */
export const netshField = z
  .union([z.string(), z.array(z.string())])
  .transform((lines) => (typeof lines === 'string' ? lines.split('\n') : lines))
  .pipe(z.array(z.string().max(LIMITS.netshLineCharacters)).max(LIMITS.storeCommands));

export const windowsField = z
  .strictObject({
    store: folderField.optional().meta({
      description:
        'folder of the policy stores and settings, from the folder of this file; NAME.policy unless said',
    }),
    directory: folderField.optional().meta({
      description: "the directory's file: what the domain assigns; in no domain unless said",
    }),
    service: z
      .enum(['automatic', 'manual', 'disabled'])
      .default('automatic')
      .meta({ description: 'how IPSEC Services is set to start' }),
    bootTime: durationField.optional().meta({
      description:
        'from the start of the computer to that of IPSEC Services, like 20s; none unless said',
    }),
    connection: z
      .enum(['lan', 'dialup'])
      .default('lan')
      .meta({ description: 'what its interfaces are: rules for other connections do not apply' }),
    audit: z
      .strictObject({ success: z.boolean().default(true), failure: z.boolean().default(true) })
      .prefault({})
      .meta({ description: 'the audit policy for logon events' }),
    disableIkeAudits: z
      .boolean()
      .default(false)
      .meta({ description: 'DisableIKEAudits: no security events of IKE' }),
    nat: z
      .enum(['auto', 'force', 'off'])
      .default('auto')
      .meta({ description: 'NAT traversal: auto detects, force pretends a NAT, off says nothing' }),
    servers: z
      .strictObject({ dns: servers, wins: servers, dhcp: servers, gateway: servers })
      .prefault({})
      .meta({ description: 'what DNS, WINS, DHCP and GATEWAY stand for in filters' }),
    netsh: netshField.default([]).meta({
      description: 'netsh commands that fill the local store at the start, where it is empty',
    }),
  })
  .meta({
    description:
      'a computer with the Windows Server 2003 IPsec system: its policy, not this file, says peers and filters',
  });

export type WindowsDocument = z.output<typeof windowsField>;

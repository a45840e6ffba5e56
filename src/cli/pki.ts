/** `espial pki`: a certificate laboratory in a folder, good and broken. */

import { type Command, Option } from 'commander';
import { FLAWS } from '../lab/pki/flaws.ts';
import { KEY_KINDS, SIGNATURE_HASHES } from '../lab/pki/key.ts';
import { DEFAULT_DAYS, DEFAULT_ORGANIZATION } from '../lab/pki/lab-defaults.ts';
import { REVOCATION_REASONS } from '../lab/pki/revocation-reasons.ts';
import { EXTENDED_USAGES, KEY_USAGES } from '../lab/pki/usages.ts';
import { wholeNumber } from './options.ts';
import {
  extendedUsages,
  flawNames,
  instant,
  keyUsages,
  peerRequest,
  subjectAlternativeNames,
  webAddress,
} from './pki/words.ts';

const LONGEST_DAYS = 36_500;

const EXAMPLES = `
Examples:
  espial pki make lab
  espial pki make lab --key rsa2048 --peer alpha=10.0.0.1 --peer beta
  espial pki make lab --broken
  espial pki issue lab gamma --san 192.0.2.3 --expired
  espial pki revoke lab beta
  espial pki show lab/alpha.crt`;

export function addPki(program: Command): void {
  const pki = program
    .command('pki')
    .description('make a lab of certificates: authorities, peers, lists, and broken ones')
    .addHelpText('after', EXAMPLES);
  addMake(pki);
  addIssue(pki);
  addRevoke(pki);
  addLists(pki);
  addViews(pki);
}

function addMake(pki: Command): void {
  const flaws = Object.entries(FLAWS).map(([name, { says }]) => `  ${name.padEnd(22)}${says}`);
  pki
    .command('make <folder>')
    .description('make a whole lab: root, intermediates, peers, revocation lists')
    .option('--peer <name=names>', 'a peer and its names; several times for several', peerRequest)
    .addOption(keyOption().default('ec256'))
    .addOption(hashOption())
    .option('--intermediates <count>', 'authorities below the root', wholeNumber(0, 3), 1)
    .option('--days <days>', 'how long peers are valid', wholeNumber(1, LONGEST_DAYS), DEFAULT_DAYS)
    .option('--organization <name>', 'O of all subjects', DEFAULT_ORGANIZATION)
    .option('--crl-url <address>', 'where lists are: put into certificates', webAddress)
    .option('--broken [flaws]', 'broken ones too: all, or names with commas', flawNames)
    .addOption(atOption())
    .option('--force', 'overwrite a lab that is there')
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText(
      'after',
      `\nWithout --peer there are alpha (192.0.2.1) and beta (192.0.2.2).

Broken certificates bear the name of their flaw, have the names and the key of
the first peer, and differ from its certificate in that flaw alone:
${flaws.join('\n')}

Examples:
  espial pki make lab
  espial pki make lab --key rsa2048 --intermediates 2 --broken expired,revoked`,
    )
    .action(async (folder, options) => (await import('./pki/make.ts')).make(folder, options));
}

function addIssue(pki: Command): void {
  pki
    .command('issue <folder> <name>')
    .description('issue one more certificate')
    .option('--san <name>', 'a name in it; several times for several', subjectAlternativeNames)
    .option('--no-san', 'no names but the subject')
    .option('--subject <text>', 'like "C=XX, O=Lab, CN=gamma"')
    .option('--issuer <authority>', 'who issues it (default: who issued the peers)')
    .addOption(keyOption())
    .option('--key-of <name>', 'take the key of this one instead of a new one')
    .addOption(hashOption())
    .option('--days <days>', 'how long it is valid', wholeNumber(1, LONGEST_DAYS))
    .option('--from <time>', 'valid from, like 2027-01-31', instant)
    .option('--until <time>', 'valid until', instant)
    .option('--expired', 'valid until yesterday')
    .option('--not-yet-valid', 'valid from tomorrow')
    .option('--usage <names>', `of ${Object.keys(KEY_USAGES).join(', ')}; none`, keyUsages)
    .option(
      '--eku <names>',
      `of ${Object.keys(EXTENDED_USAGES).join(', ')}; or OIDs`,
      extendedUsages,
    )
    .option('--ca', 'an authority, which gets a list too')
    .option('--path-length <count>', 'how many authorities may stand below', wholeNumber(0, 9))
    .option('--crl-url <address>', 'where lists are: put into it', webAddress)
    .option('--critical', 'with a critical extension that nobody knows')
    .addOption(atOption())
    .option('--force', 'issue anew under a name that is taken')
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText(
      'after',
      `\nExamples:
  espial pki issue lab gamma --san 192.0.2.3 --san gamma.lab.example
  espial pki issue lab old --key-of alpha --san 192.0.2.1 --expired
  espial pki issue lab web --usage keyEncipherment --eku serverAuth,clientAuth
  espial pki issue lab sub-ca --ca --path-length 0`,
    )
    .action(async (folder, name, options) =>
      (await import('./pki/issue.ts')).issue(folder, name, options),
    );
}

function addRevoke(pki: Command): void {
  pki
    .command('revoke <folder> <name>')
    .description("revoke a certificate: write its issuer's list anew")
    .addOption(
      new Option('--reason <reason>', 'why')
        .choices(Object.keys(REVOCATION_REASONS))
        .default('unspecified'),
    )
    .option('--undo', 'take it off the list again')
    .addOption(atOption())
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText('after', '\nExample:\n  espial pki revoke lab beta --reason keyCompromise')
    .action(async (folder, name, options) =>
      (await import('./pki/lists.ts')).revoke(folder, name, options),
    );
}

function addLists(pki: Command): void {
  pki
    .command('crl <folder> [authorities...]')
    .description('write revocation lists anew (default: of all that issue good ones)')
    .option('--expired', 'out of date from the beginning')
    .option('--days <days>', 'how long they are good', wholeNumber(1, LONGEST_DAYS), 30)
    .addOption(atOption())
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText(
      'after',
      '\nExamples:\n  espial pki crl lab\n  espial pki crl lab intermediate --expired',
    )
    .action(async (folder, authorities, options) =>
      (await import('./pki/lists.ts')).renew(folder, authorities, options),
    );
}

function addViews(pki: Command): void {
  pki
    .command('list <folder>')
    .description('say how every certificate of a lab stands')
    .addOption(atOption())
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText('after', '\nExample:\n  espial pki list lab --at 2030-01-01')
    .action(async (folder, options) => (await import('./pki/views.ts')).list(folder, options));
  pki
    .command('use <folder> [name]')
    .description('print the lines of a peer file, and of strongSwan, that use it')
    .addHelpText('after', '\nExample:\n  espial pki use lab expired')
    .action(async (folder, name) => (await import('./pki/views.ts')).use(folder, name));
  pki
    .command('show <files...>')
    .description('say what certificates, revocation lists and keys hold, in plain words')
    .addOption(atOption())
    .addOption(new Option('--json', 'print JSON'))
    .addHelpText('after', '\nExample:\n  espial pki show lab/alpha.crt lab/ca.crl')
    .action(async (files, options) => (await import('./pki/views.ts')).show(files, options));
}

function keyOption(): Option {
  return new Option('--key <kind>', 'kind of keys').choices(KEY_KINDS);
}

function hashOption(): Option {
  return new Option('--hash <name>', 'what is signed with (default: as suits the key)').choices(
    SIGNATURE_HASHES,
  );
}

function atOption(): Option {
  return new Option('--at <time>', 'take this for now, like 2027-01-31').argParser(instant);
}

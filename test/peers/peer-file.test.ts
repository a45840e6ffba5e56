import { describe, expect, it } from 'vitest';
import { hostSchema } from '../../src/scenario/schema/peer-schema.ts';
import { cellFolder, cellName, SIDES, TUNNEL } from './interop/cell.ts';
import { allCells } from './interop/cells.ts';
import { peerFile, swanctlConf } from './interop/peer-file.ts';

describe('what the two programs are told', () => {
  it('is a right peer file in every cell', () => {
    for (const cell of allCells()) {
      const { error } = hostSchema.safeParse(
        peerFile(cell.agreement, '/tmp/espial.sock', '/tmp/pki'),
      );
      expect(error?.issues ?? [], cellName(cell)).toEqual([]);
    }
  });

  it('is a swanctl.conf with a child for each pair of networks', () => {
    const text = swanctlConf({
      ...TUNNEL,
      pfs: 'modp1024',
      children: 2,
      swanctl: { connection: { aggressive: 'yes' }, child: { rekey_time: '5s' } },
    });
    expect(text).toContain('    aggressive = yes\n');
    expect(text).toContain('    proposals = aes128-sha1-modp1024\n');
    expect(text.match(/esp_proposals = aes128-sha1-modp1024\n/g)).toHaveLength(2);
    expect(text.match(/rekey_time = 5s\n/g)).toHaveLength(2);
    expect(text).toContain('local_ts = 10.101.1.0/24');
    expect(text).toContain('remote_ts = 10.102.1.0/24');
    expect(text.split('{').length).toBe(text.split('}').length);
  });
});

describe('the matrix', () => {
  it('has no two cells of one name or one folder', () => {
    for (const nameOf of [cellName, cellFolder]) {
      const names = allCells().map(nameOf);
      expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
    }
  });

  it('has each cell in both roles', () => {
    const names = new Set(allCells().map(cellName));
    for (const cell of allCells())
      for (const initiator of SIDES) expect(names).toContain(cellName({ ...cell, initiator }));
  });
});

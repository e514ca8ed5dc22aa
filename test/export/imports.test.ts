// Calls to Security Hub: every finding in one, none with more than it takes, none that mixes accounts or Regions.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { importsOf } from '../../shared/export/imports.ts';
import { runs } from '../support/extent.ts';

it('hold each finding once, within the bounds, of one account and Region', () => {
  const finding = fc.record({
    account: fc.constantFrom('111122223333', '444455556666'),
    region: fc.constantFrom('eu-central-1', 'us-east-1'),
    length: fc.integer({ min: 0, max: 200_000 }),
  });
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 250, size: 'max' }), (made) => {
      const given = made.map(({ length, ...hub }, number) => ({
        ...hub,
        finding: { Id: `${hub.account}/${hub.region}/${number}`, Text: 'x'.repeat(length) },
      }));
      const imports = importsOf(given);
      for (const { account, region, findings } of imports) {
        expect(findings.length).toBeLessThanOrEqual(100);
        expect(JSON.stringify(findings).length).toBeLessThan(6_000_000);
        for (const { Id } of findings) expect(String(Id)).toContain(`${account}/${region}/`);
      }
      const told = imports.flatMap(({ findings }) => findings.map(({ Id }) => Id));
      expect(told.toSorted()).toEqual(given.map((one) => one.finding.Id).toSorted());
    }),
    runs(25),
  );
});

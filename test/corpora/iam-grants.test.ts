// Grants and trust over collected policies: AWS-managed ones, the IAM User Guide's examples, labelled cases.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { escalationPaths } from '../../shared/iam/escalation/escalation.ts';
import { administratorGrants } from '../../shared/iam/grants/grants.ts';
import { parsePolicy } from '../../shared/iam/policy/parse.ts';
import { trustedPrincipals } from '../../shared/iam/trust/trust.ts';
import { corpora } from '../support/corpora.ts';

const base = `${corpora}/iam`;
const absent = !existsSync(base) && process.env.CI === undefined;
if (absent) console.warn(`SKIPPED: ${base} is absent, set SEAWALL_CORPORA`);

const read = (path: string) => readFileSync(`${base}/${path}`, 'utf8');
const lines = (path: string) =>
  absent
    ? []
    : read(path)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));

interface Label {
  readonly file: string;
  readonly control: string;
  readonly outcome: 'fail' | 'not-fail';
  readonly case: string;
}
const labels: readonly Label[] = lines('labels.jsonl');
const of = (control: string) =>
  labels.filter((label) => label.control === control).map((label) => [label.case, label] as const);

describe.skipIf(absent)('collected policies', () => {
  it('finds administrators among the AWS-managed policies where there are some, and nowhere else', () => {
    const files = readdirSync(`${base}/managed`).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(150);
    const found = files.filter((name) => {
      const { document } = JSON.parse(read(`managed/${name}`));
      expect(parsePolicy(document)).toMatchObject({ ok: true });
      return administratorGrants(document, '').length > 0;
    });
    expect(found).toEqual(['PowerUserAccess.json']);
  });

  it('parses every policy of the IAM User Guide', () => {
    const rows: { id: string; policy: unknown }[] = lines('oracle/aws-docs-examples.jsonl');
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.filter((row) => !parsePolicy(row.policy).ok).map((row) => row.id)).toEqual([]);
  });

  it.each(of('control-plane/no-administrator-grant'))('administrator: %s', (_, label) => {
    expect(administratorGrants(read(`labelled/${label.file}`), '').length > 0).toBe(label.outcome === 'fail');
  });

  it.each(of('control-plane/no-privilege-escalation'))('escalation: %s', (_, label) => {
    const found = escalationPaths([{ document: read(`labelled/${label.file}`), at: '' }], null);
    expect(found.length > 0).toBe(label.outcome === 'fail');
  });

  it.each(of('blast-radius/no-foreign-trust'))('foreign trust: %s', (_, label) => {
    const trusted = trustedPrincipals(read(`labelled/${label.file}`), '');
    const anyone =
      trusted.ok && trusted.trusted.some(({ kind, restricted }) => kind === 'anyone' && !restricted);
    expect(anyone).toBe(label.outcome === 'fail');
  });
});

// What is kept of a workload: bounded, free of credentials, and harmless to whoever shows it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bounds,
  emptyEvidence,
  evidenceText,
  workloadEvidence,
} from '../../../shared/respond/evidence/evidence.ts';
import { lastLines, readLines } from '../../../shared/respond/evidence/log-lines.ts';

const github = ['ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
const of = { finding: 'f', response: 'f-0', control: 'c', at: '2026-03-01T13:00:00.000Z' };
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

describe('the last lines of a log', () => {
  it('are all of a short one', () => {
    expect(lastLines('a\nb\n', true)).toEqual({ lines: ['a', 'b'], cut: false });
    expect(lastLines('', true)).toEqual({ lines: [], cut: false });
    expect(lastLines('a', false)).toEqual({ lines: ['a'], cut: true });
  });

  it('are free of what the options of a traced command give away', () => {
    const traced =
      '+ curl -u admin:hunter2Xyz9 https://x.acme.test\n++ mysql -uroot -phunter2Xyz9 -h db\n+ ls -p /app';
    expect(lastLines(traced, true).lines).toEqual([
      '+ curl -u admin:(redacted: named-secret) https://x.acme.test',
      '++ mysql -uroot -p(redacted: named-secret) -h db',
      '+ ls -p /app',
    ]);
  });

  it('are the newest of a long one', () => {
    const { lines, cut } = lastLines(numbered(readLines).join('\n'), true);
    expect(lines).toEqual(numbered(readLines).slice(-bounds.lines));
    expect(cut).toBe(true);
  });

  it('are no more bytes than may be kept, whatever is in them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('é'.repeat(40_000), 'x'.repeat(200_000))),
        ),
        (all) => {
          const { lines } = lastLines(all.join('\n'), true);
          expect(lines.length).toBeLessThanOrEqual(bounds.lines);
          expect(Buffer.byteLength(lines.join('\n'))).toBeLessThanOrEqual(bounds.bytes);
        },
      ),
    );
  });

  it('show the end of one line that alone is too long', () => {
    const { lines, cut } = lastLines(`${'x'.repeat(100_000)}end`, true);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('xend')).toBe(true);
    expect(cut).toBe(true);
  });

  it.each([
    `token ${github} refused`,
    'connect postgres://app:hunter2secret9@db.internal/shop',
    '{"level":"info","password":"hunter2secret9","user":"app"}',
    'Authorization: Bearer hunter2secret9hunter2secret9',
    'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYhunter2secret9',
    'DB_PASSWORD=hunter2secret9',
  ])('hold no credential: %s', (line) => {
    const text = lastLines(`before\n2026-03-01T12:00:00.000Z ${line}\nafter`, true).lines.join('\n');
    expect(text).not.toMatch(/hunter2secret9|ghp_a1B2/);
    expect(text).toMatch(/^before\n.*\nafter$/s);
  });

  it('hold no private key, also where its first line is none of those that are kept', () => {
    const key = [
      '-----BEGIN RSA PRIVATE KEY-----',
      ...Array(30).fill('MIIEowIBAAKCAQEA7bq'),
      '-----END RSA PRIVATE KEY-----',
    ];
    const text = [...key, ...numbered(bounds.lines - 10)].join('\n');
    expect(lastLines(text, true).lines.join('\n')).not.toMatch(/MIIEow|PRIVATE KEY-----/);
  });
});

describe('what is kept', () => {
  const evidence = (line: string) => {
    const found = workloadEvidence('task', 'arn:aws:ecs:eu-west-1:111122223333:task/shop/1');
    found.definition = {
      containerDefinitions: [
        { name: 'web', environment: [{ name: 'DB_PASSWORD', value: 'hunter2secret9' }] },
      ],
    };
    found.logs.push({ container: 'web', source: '/shop/web', lines: [line], cut: false });
    return { ...emptyEvidence(), workloads: [found], missing: ['x'] };
  };

  it.each([
    '\u001b[2J\u001b]0;owned\u0007',
    '\u202egnp.exe',
    '\u009b31m',
    '\ud800',
    '<script>alert(1)</script>',
    'é𝒳',
  ])('is ASCII and loses nothing: %j', (line) => {
    const { text } = evidenceText(of, evidence(line));
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    expect(JSON.parse(text)).toMatchObject({
      ...of,
      version: 1,
      missing: ['x'],
      workloads: [{ logs: [{ lines: [line] }] }],
    });
  });

  it('holds no credential of a description', () => {
    const { text } = evidenceText(of, evidence('fine'));
    expect(text).not.toContain('hunter2secret9');
    expect(text).toContain('DB_PASSWORD');
  });

  it('leaves a description out that is too large, and says how large it was', () => {
    const found = workloadEvidence('pod', 'shop/web-0');
    found.description = { metadata: { annotations: { a: 'x'.repeat(bounds.description) } } };
    const { text } = evidenceText(of, { ...emptyEvidence(), workloads: [found] });
    expect(text.length).toBeLessThan(2000);
    expect(JSON.parse(text).workloads[0].description.tooLarge).toBeGreaterThan(bounds.description);
  });
});

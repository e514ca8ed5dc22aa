// What the sample events lead to: nothing before the breach, findings of most families, and the repair closes its part.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { dig, listOf, stringOf } from '../../shared/model/json.ts';
import { samples } from './deployment.ts';

const files = samples.map(({ name }) => `events/${name}.json`);

function replay(): unknown {
  const options = ['--facts', 'events/facts.json', '--format', 'json'];
  const run = spawnSync(process.execPath, ['cli/seawall.js', 'replay', ...files, ...options], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

describe('the story, replayed', () => {
  const result = replay();
  const findings = listOf(dig(result, 'findings'));
  const is = (control: string, status: string, name: string) =>
    findings.some(
      (finding) =>
        dig(finding, 'control') === control &&
        dig(finding, 'status') === status &&
        dig(finding, 'subject', 'name') === name,
    );

  it('reads every event', () => {
    expect(dig(result, 'summary', 'inputs')).toBe(samples.length);
    expect(dig(result, 'summary', 'unreadable')).toBe(0);
  });

  it('finds nothing in the ordinary release', () => {
    const early = listOf(dig(result, 'verdicts')).filter(
      (verdict) =>
        dig(verdict, 'outcome') === 'fail' &&
        (stringOf(dig(verdict, 'source', 'time')) ?? '') < '2026-11-17T09:10',
    );
    expect(early).toEqual([]);
  });

  it('ends in findings of at least eight families', () => {
    const families = new Set(findings.map((finding) => stringOf(dig(finding, 'control'))?.split('/')[0]));
    expect(families.size).toBeGreaterThanOrEqual(8);
  });

  it('closes what was repaired and keeps what was not', () => {
    expect(is('control-plane/registry-not-public', 'resolved', 'acme-web')).toBe(true);
    expect(is('namespace-isolation/no-privileged', 'resolved', 'acme-web')).toBe(true);
    expect(is('namespace-isolation/no-privileged', 'open', 'acme-web')).toBe(false);
    expect(is('namespace-isolation/no-privileged', 'open', 'debug')).toBe(true);
    expect(is('host-hardening/imdsv2', 'open', 'shop-host')).toBe(true);
    expect(is('control-plane/no-root-activity', 'open', 'signin:ConsoleLogin')).toBe(true);
  });
});

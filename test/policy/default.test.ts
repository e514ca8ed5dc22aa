// The built-in policy, the repository's seawall.yml that repeats it, and the examples in its comments.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Control } from '../../shared/model/control.ts';
import { defaultPolicyText } from '../../shared/policy/default.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { policySchema } from '../../shared/policy/schema.ts';
import { defaultPolicy } from '../support/default-policy.ts';
import { control, controls, options, policy } from './fixtures.ts';

const file = readFileSync(new URL('../../seawall.yml', import.meta.url), 'utf8');
/** Lines with one # are examples: the # and its space go. Lines with two, and the editor's line, explain. */
const examples = file
  .split('\n')
  .filter((line) => !line.startsWith('# yaml-language-server'))
  .map((line) => line.replace(/^# /, ''))
  .join('\n');

describe('the built-in policy', () => {
  it('is called so, and is an empty file', () => {
    expect(defaultPolicyText).toBe('');
    expect(defaultPolicy(controls)).toEqual({ ...policy(''), source: 'built-in' });
    expect(defaultPolicy(controls, { strictness: 'restricted' }).view.profile).toBe('restricted');
    expect(defaultPolicy(controls, { digest: () => 'sha' }).hash).toBe('sha');
  });
});

describe('seawall.yml', () => {
  it('says what is built in', () => {
    const { hash, source, view, ...said } = policy(file);
    const builtIn = defaultPolicy(controls);
    expect({ ...builtIn, ...said }).toEqual(builtIn);
    expect({ ...view, hash: builtIn.hash }).toEqual(builtIn.view);
  });

  it('gives no notices', () => {
    expect(loadPolicy(file, options)).toMatchObject({ ok: true, notices: [] });
  });

  it('shows every key, and its examples load', () => {
    const certifying = ['image-provenance/signed-image', 'image-provenance/scanned-clean'] as const;
    const named = certifying.map((id): Control => ({ ...control(id, z.object({})), judges: ['image'] }));
    const loaded = policy(examples, { controls: [...controls, ...named] });
    for (const key of Object.keys(policySchema.shape)) expect(file).toMatch(new RegExp(`^(# )?${key}:`, 'm'));
    expect(loaded.view.groups).toHaveLength(1);
    expect(loaded.view.trust.signers).toHaveLength(3);
    expect(loaded).toMatchObject({ custom: [{}], waivers: [{}], rules: [{}, {}], notify: { slack: {} } });
  });

  it('explains in lines that stay comments', () => {
    const lines = file.split('\n').filter((line) => line.startsWith('##'));
    expect(lines.length).toBeGreaterThan(20);
  });
});

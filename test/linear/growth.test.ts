// Ten times the text takes about ten times the time, in everything that reads or renders text from outside.
import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leftOut, oneIn } from '../support/extent.ts';
import { elsewhere, ofText } from './functions.ts';
import { growthOf } from './growth.ts';
import { type Pump, pumps } from './pumps.ts';

const generated = oneIn(60, pumps(60, 20261130), 'texts that grow, for every function');

function tooMuch(run: (text: string) => unknown): string[] {
  return generated.flatMap((pump) => {
    const growth = growthOf(run, pump);
    return growth === null ? [] : [`${JSON.stringify(pump)}: ${Math.round(growth)} times`];
  });
}

describe('time grows no faster than the text', () => {
  it.each(Object.keys(ofText))('in %s', (name) => {
    expect(tooMuch(ofText[name] ?? (() => {}))).toEqual([]);
  });

  it.each(Object.keys(elsewhere))('for %s', (name) => {
    expect(tooMuch(elsewhere[name] ?? (() => {}))).toEqual([]);
  });
});

it('every function that shared/commands, names and secrets export is measured', async () => {
  const exported: string[] = [];
  for (const file of globSync('{commands,names,secrets}/*.ts', { cwd: 'shared' })) {
    const module: Record<string, unknown> = await import(`../../shared/${file}`);
    for (const [name, value] of Object.entries(module))
      if (typeof value === 'function') exported.push(`${file.replace(/\.ts$/, '')}.${name}`);
  }
  expect(Object.keys(ofText).toSorted()).toEqual(exported.toSorted());
});

describe.skipIf(leftOut('the measure of growth, held to loops that grow with the square'))(
  'the measure',
  () => {
    const pump: Pump = { begin: 'x', part: ',', end: 'y' };

    // A part of the text is enough to be slow on.
    const part = (text: string, share: number) => text.slice(0, text.length / share);

    it('tells a quadratic pattern', () => {
      expect(growthOf((text) => `${part(text, 3)}y`.replace(/^[,;=]+|[,;=]+$/g, ''), pump)).toBeGreaterThan(
        15,
      );
    });

    it('tells a quadratic loop, and no linear one', () => {
      const linear = (text: string) => [...text].reduce((all, _, index) => all + text.slice(index).length, 0);
      const sum = (text: string) => {
        let all = 0;
        for (let index = 0; index < text.length; index++) all += text.charCodeAt(index);
        return all;
      };
      const quadratic = (text: string) =>
        [...part(text, 2)].map((_, index) => sum(part(text, 2).slice(index)));
      expect(growthOf(linear, pump)).toBeNull();
      expect(growthOf(quadratic, pump)).toBeGreaterThan(15);
    });
  },
);

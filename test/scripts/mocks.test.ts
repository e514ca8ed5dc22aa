// A class of the SDK that a suite replaces is put back by it: others share its process, and the class.
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('each class of the SDK that is replaced is restored by the same file', () => {
  const left = globSync('test/**/*.ts').flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const replaced = [...text.matchAll(/(\w+)(?: =|:) mockClient\([A-Z]/g)].map(([, name]) => name);
    const isRestored = (name = '') => text.includes(`${name}.restore()`) || text.includes('mock.restore()');
    return replaced.filter((name) => !isRestored(name)).map((name) => `${file}: ${name}`);
  });
  expect(left).toEqual([]);
});

// Images that carry tools which only whoever builds, or breaks in, has a use for.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type ImageContents, largestLayer, oddities } from '../../model/contents.ts';
import { defineControl, evidence, failIfAny, unknown } from '../../model/control.ts';
import { table } from '../../model/table.ts';
import type { Examples } from '../examples/example.ts';
import { contents, pushed } from '../examples/images.ts';
import { contentsFacts, contentsOf } from '../questions/image-contents.ts';

const tools = ['shell', 'remote-shell', 'package-manager', 'compiler', 'setuid', 'capability'] as const;

export const noToolchainInImage = defineControl({
  id: 'immutability/no-toolchain-in-image',
  title: 'Images hold no shells, package managers, compilers or setuid programs',
  severity: 'low',
  stage: 'stable',
  judges: ['image'],
  on: 'opt-in',
  parameters: z.object({
    kinds: z
      .array(z.enum(tools))
      .default(['shell', 'remote-shell', 'package-manager', 'compiler', 'setuid'])
      .describe('What must not lie in an image'),
    megabytes: z
      .int()
      .min(0)
      .max(largestLayer)
      .default(300)
      .describe('Images whose layers have more, as the registry keeps them, are not looked into'),
  }),
  facts: (image, { parameters }) => contentsFacts(image, parameters.megabytes),
  references: { nist: ['4.1.2', '4.4.4'], attack: ['T1059.004', 'T1105', 'T1548.001'] },
  why: 'Changing a container from within takes tools. An image that holds only its program gives an intruder nothing to work with.',
  fix: 'Build in one stage and copy the program into a base image without a shell (distroless, scratch); take the setuid bit off what is left.',
  allows: ['tools that a later layer removes', 'kinds that the parameter `kinds` leaves out'],
  response: null,
  judge: (image, { parameters, facts }) => {
    const contents = contentsOf(image, parameters.megabytes, facts);
    if (contents === null) return unknown('nobody looked into the image');
    return typeof contents === 'string' ? unknown(contents) : judged(contents, parameters.kinds);
  },
});

function judged({ oddities: found, counts }: ImageContents, kinds: readonly string[]) {
  const wrong = oddities.filter((kind) => kinds.includes(kind) && (counts[kind] ?? 0) > 0);
  return failIfAny(
    wrong.map((kind) => {
      const paths = found.filter((one) => one.kind === kind).map(({ path }) => path);
      const count = counts[kind] ?? 0;
      const rest = count > paths.length ? ` and ${count - paths.length} more` : '';
      return evidence(
        `layers.${kind}`,
        paths,
        null,
        `the image holds a ${words[kind] ?? kind}: ${paths.join(', ')}${rest}`,
      );
    }),
  );
}

const words: Readonly<Record<string, string>> = table({
  'remote-shell': 'remote shell daemon',
  'package-manager': 'package manager',
  setuid: 'setuid or setgid program',
  capability: 'program with capabilities of its own',
});

const id = 'immutability/no-toolchain-in-image';
const policy = { version: 1, controls: { [id]: { enabled: true } } };
export const examples = (): Examples => ({
  fails: [
    {
      says: 'a shell',
      given: pushed(),
      policy,
      facts: [
        contents(300, { oddities: [{ kind: 'shell', path: 'bin/sh', what: null }], counts: { shell: 1 } }),
      ],
      at: 'layers.shell',
    },
    {
      says: 'a compiler, and a setuid program',
      given: pushed(),
      policy,
      facts: [
        contents(300, {
          oddities: [
            { kind: 'compiler', path: 'usr/bin/gcc', what: null },
            { kind: 'setuid', path: 'usr/bin/su', what: 'setuid' },
          ],
          counts: { compiler: 3, setuid: 1 },
        }),
      ],
      at: 'layers.compiler',
    },
  ],
  passes: [{ says: 'a program alone', given: pushed(), policy, facts: [contents(300)] }],
  unknown: [{ says: 'layers that nobody could read', given: pushed(), policy }],
});

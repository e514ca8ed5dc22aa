#!/usr/bin/env node
// The bin: runs the sources in the repository, the bundle in the package, which has no sources. Plain JavaScript, so that any Node can read it.
// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';

if (existsSync(new URL('main.ts', import.meta.url))) {
  const { start } = await import('./start.js');
  await start({
    // Which runs TypeScript as it is.
    needed: '24',
    remedy:
      'Run it through npx in the repository, which brings its own: npx --no-install seawall …, or install Node 24.',
    load: () => import('./main.ts'),
  });
} else await import('../dist/seawall.mjs');

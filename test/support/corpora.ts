// Where the corpora lie (docs/testing.md); absolute, for programs that run in folders of their own.
import { resolve } from 'node:path';

export const corpora = resolve(process.env.SEAWALL_CORPORA ?? '../shared/corpora');

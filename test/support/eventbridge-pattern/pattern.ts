// EventBridge event patterns: `parsePattern` reads one, `matchesPattern` applies it.
export { matchesPattern } from './match.ts';
export type { Pattern } from './node.ts';
export { parsePattern } from './parse.ts';

// The version of this package.
import { readFileSync } from 'node:fs';
import { isObject, stringOf } from '../../shared/model/json.ts';

const file: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

export const version = (isObject(file) ? stringOf(file.version) : null) ?? '0.0.0';

// Formats are checked as zod reads them in a JSON Schema.
import { expect, it } from 'vitest';
import * as z from 'zod';
import { formats } from '../../shared/schema/formats.ts';

const texts = [
  ...[
    '',
    'x',
    'kim@acme.test',
    'kim@',
    'https://acme.test/a?b',
    'acme.test',
    '10.0.0.1',
    '10.0.0.256',
    '::1',
    '10.0.0.0/8',
    '::/0',
  ],
  ...[
    '2026-03-01',
    '2026-02-30',
    '2026-03-01T10:00:00Z',
    '2026-03-01T10:00:00+01:00',
    '2026-03-01T10:00:00',
    '10:00:00Z',
    '10:00',
    'P1D',
    'P',
  ],
  ...[
    '123e4567-e89b-42d3-a456-426614174000',
    '00:1b:63:84:45:e6',
    'aGVsbG8=',
    'a-_b',
    '+4915112345678',
    '4111111111111111',
    'DE89370400440532013000',
  ],
  ...[
    'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
    '🚀',
    'V1StGXR8_Z5jdHi6B-myT',
    'cjld2cjxh0000qzrmn831i7rn',
    'tz4a98xxat96iws9zmbrgj3a',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  ],
  ...['9m4e2mr0ui3e8a215n4g', '0ujtsYcgvSTl8PAuAdqWYSMnLOv', 'constructor'],
];

it.each(Object.keys(formats))('%s', (name) => {
  const read = z.fromJSONSchema({ type: 'string', format: name } as never);
  const answers = texts.map((text) => formats[name]?.().safeParse(text).success);
  expect(answers).toEqual(texts.map((text) => read.safeParse(text).success));
  expect(new Set(answers)).toEqual(new Set([true, false]));
});

// Formats of texts that a JSON Schema may name, as zod checks them.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { table } from '../model/table.ts';

/** RFC 3339, `full-time`: `z.iso.time()` takes no offset, and does without seconds. */
const fullTime = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Those of draft 2020-12 ("Defined Formats") that zod knows, and zod's own. Not `z.fromJSONSchema`, which brings 20 kB for these alone. */
export const formats = table<() => z.ZodType>({
  email: z.email,
  uri: z.url,
  'uri-reference': z.url,
  uuid: z.uuid,
  guid: z.uuid,
  'date-time': () => z.iso.datetime({ offset: true }),
  date: z.iso.date,
  time: () => z.string().regex(fullTime),
  duration: z.iso.duration,
  hostname: z.hostname,
  ipv4: z.ipv4,
  ipv6: z.ipv6,
  mac: z.mac,
  cidr: z.cidrv4,
  'cidr-v6': z.cidrv6,
  base64: z.base64,
  base64url: z.base64url,
  e164: z.e164,
  credit_card: z.creditCard,
  iban: z.iban,
  jwt: z.jwt,
  emoji: z.emoji,
  nanoid: z.nanoid,
  cuid: z.cuid,
  cuid2: z.cuid2,
  ulid: z.ulid,
  xid: z.xid,
  ksuid: z.ksuid,
});

// Reads the times of events, which come in four spellings, into ISO 8601 with milliseconds.
// SPDX-License-Identifier: Apache-2.0

// 2026-01-15T10:00:32Z · 2026-01-15T10:00:32.000000Z · 2022-11-29 00:09:04.38 · 2023-03-22T15:48:25.752000-05:00
const iso =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d))?$/;
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
// Amazon Inspector: "Dec 3, 2021, 6:02:30 PM" and "Wed Sep 04 16:50:37.627 UTC 2024"
const american = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)\s([AP])M$/;
const unixDate = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))? UTC (\d{4})$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-01-15T10:00:32.000Z`, of whatever year; null for anything else, days that do not exist among them. */
export function isoTime(value: unknown): string | null {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length > 40) return null;
  return fromCloudTrail(value) ?? fromIso(value) ?? fromAmerican(value) ?? fromUnixDate(value);
}

/** Seconds or milliseconds since 1970: told apart by size (seconds reach 10^11 in the year 5138). */
function fromEpoch(value: number): string | null {
  const milliseconds = Math.abs(value) < 1e11 ? value * 1000 : value;
  const date = new Date(Math.trunc(milliseconds));
  return value > 0 && Number.isFinite(date.getTime()) ? date.toISOString() : null;
}

/** `2026-01-15T10:00:32Z`, as every record of CloudTrail has it, at a third of the cost; null for a time that is on no clock as well. */
function fromCloudTrail(text: string): string | null {
  if (!usual.test(text)) return null;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return null;
  const written = new Date(time).toISOString();
  return written.startsWith(text.slice(0, -1)) ? written : null;
}

function fromIso(text: string): string | null {
  const [, year, month, day, hour, minute, second, fraction = '', sign, offHour = '0', offMinute = '0'] =
    iso.exec(text) ?? [];
  const offset = (Number(offHour) * 60 + Number(offMinute)) * (sign === '-' ? -1 : 1);
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return instant([year, month, day, hour, minute, second].map(Number), milliseconds, offset);
}

function fromAmerican(text: string): string | null {
  const [, month = '', day, year, hour, minute, second, half] = american.exec(text) ?? [];
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  return instant(
    [Number(year), months.indexOf(month) + 1, Number(day), hours, Number(minute), Number(second)],
    0,
    0,
  );
}

function fromUnixDate(text: string): string | null {
  const [, month = '', day, hour, minute, second, fraction = '0', year] = unixDate.exec(text) ?? [];
  const numbers = [year, months.indexOf(month) + 1, day, hour, minute, second].map(Number);
  return instant(numbers, Number(fraction.padEnd(3, '0')), 0);
}

function instant(numbers: readonly number[], milliseconds: number, offsetMinutes: number): string | null {
  const [year = Number.NaN, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  // Date.UTC takes the years 0 to 99 for those of the twentieth century.
  const local = new Date(Date.UTC(2000, 0, 1, hour, minute, second, milliseconds));
  local.setUTCFullYear(year, month - 1, day);
  // 29 February 2023 runs over into March: such a time was never on a clock.
  const real =
    local.getUTCMonth() === month - 1 &&
    local.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  const instant = new Date(local.getTime() - offsetMinutes * 60_000);
  return real && Number.isFinite(instant.getTime()) ? instant.toISOString() : null;
}

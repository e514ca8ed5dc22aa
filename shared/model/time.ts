// Times as ISO 8601 text in UTC with milliseconds, compared as times: as text, the year 10000 stands before all others.
// SPDX-License-Identifier: Apache-2.0

/** Text of this length that begins with a digit has a year of four digits, as all times that the record keeps. */
const usualLength = 24;

function isUsual(time: string): boolean {
  return time.length === usualLength && time.charCodeAt(0) >= 48 && time.charCodeAt(0) <= 57;
}

/** Below 0: `a` is earlier. What is no time is earlier than any. */
export function compareTimes(a: string, b: string): number {
  if (a === b) return 0;
  if (isUsual(a) && isUsual(b)) return a < b ? -1 : 1;
  const [first, second] = [milliseconds(a), milliseconds(b)];
  // Two spellings of one time; or no times at all, which text tells apart well enough.
  return first === second ? 0 : first < second ? -1 : 1;
}

export function isBefore(a: string, b: string): boolean {
  return compareTimes(a, b) < 0;
}

/** The later of two; null: not known. */
export function laterOf(a: string | null, b: string): string {
  return a !== null && compareTimes(a, b) >= 0 ? a : b;
}

/** The earlier of two; null: not known. */
export function earlierOf(a: string | null, b: string): string {
  return a !== null && compareTimes(a, b) <= 0 ? a : b;
}

function milliseconds(time: string): number {
  const parsed = Date.parse(time);
  return Number.isNaN(parsed) ? Number.NEGATIVE_INFINITY : parsed;
}

const earliest = '1970-01-01T00:00:00.000Z';
const last = '9999-12-31T23:59:59.999Z';

/** What most times look like already: a replay asks a million times. */
const usualForm = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * A time as the record keeps it: of the years 1970 to 9999, so that all are of one length and stores may compare them as text.
 * What is earlier, later or no time at all becomes the nearest, or the first.
 */
export function storedTime(time: string | null): string {
  if (time !== null && usualForm.test(time)) return time;
  const parsed = time === null ? Number.NaN : Date.parse(time);
  if (Number.isNaN(parsed) || parsed < Date.parse(earliest)) return earliest;
  return parsed > Date.parse(last) ? last : new Date(parsed).toISOString();
}

/** How far two clocks may be apart. */
const apart = 5 * 60_000;

/** The latest time that another clock may tell of something that had happened by `time`. */
export function latestClaim(time: string): string {
  return storedTime(new Date(Date.parse(time) + apart).toISOString());
}

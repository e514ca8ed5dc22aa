// Files whose commands something else runs later: tables of cron, scripts beside them, units of systemd. Pure.
// SPDX-License-Identifier: Apache-2.0

const tables = /^\/(?:etc\/crontab$|etc\/cron\.d\/|var\/spool\/cron\/|etc\/crontabs\/)/;
const scripts = /^\/etc\/(?:cron\.(?:hourly|daily|weekly|monthly)|periodic\/\w{1,10})\//;
const units = /^\/(?:etc|usr\/lib|lib|run)\/systemd\/.{1,200}\.(?:service|timer|conf)$/s;

/** Cron or systemd reads the file at this path. */
export function runsLater(path: string): boolean {
  return tables.test(path) || scripts.test(path) || units.test(path);
}

// crontab(5): a time in five fields or as one word; in the system's own tables the user comes next.
const time = /^[ \t]{0,20}(?:@\w{1,20}[ \t]{1,20}|(?:[\d*/,A-Za-z-]{1,60}[ \t]{1,20}){5})/gm;
const timeAndUser =
  /^[ \t]{0,20}(?:@\w{1,20}[ \t]{1,20}|(?:[\d*/,A-Za-z-]{1,60}[ \t]{1,20}){5})[\w-]{1,32}[ \t]{1,20}/gm;

/** The table of crontab(1) as shell text. */
export function commandsOfTable(text: string): string {
  return text.replace(time, '');
}

/** What such a file says as shell text. */
export function commandsOfLater(path: string, text: string): string {
  if (/^\/etc\/(?:crontab$|cron\.d\/)/.test(path)) return text.replace(timeAndUser, '');
  if (tables.test(path)) return commandsOfTable(text);
  if (!units.test(path)) return text;
  // systemd.service(5): signs before the path say how it is run.
  const lines = [...text.matchAll(/^Exec\w{1,20}=[-@:+!|]{0,4}([^\n]{1,4000})/gm)];
  return lines.map(([, line = '']) => line).join('\n');
}

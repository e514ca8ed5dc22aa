// Tells a report that this program wrote from other files, by how it begins.
import { closeSync, openSync, readSync } from 'node:fs';

// How the reports of evaluate begin (cli/report).
const reportHead =
  /^\{"version":1,"verdicts":\[|^\{\s*"\$schema": "[^"]{1,100}sarif[^"]{1,100}"|^<!doctype html>\s*<html lang="en"><head><meta charset="utf-8"><title>Seawall|^<\?xml[^>]{1,60}>\s*<testsuites name="seawall">/;

/** True for a file that this program wrote as a report. */
export function looksLikeReport(path: string): boolean {
  const head = Buffer.alloc(400);
  const file = openSync(path, 'r');
  try {
    return reportHead.test(head.toString('utf8', 0, readSync(file, head)));
  } finally {
    closeSync(file);
  }
}

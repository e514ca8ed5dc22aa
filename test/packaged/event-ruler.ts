// Asks event-ruler, the matcher that EventBridge runs, in one Java process: github.com/aws/event-ruler.
import { spawnSync } from 'node:child_process';

/** Where its jars lie, as `.ci/event-ruler` puts them. */
export const jars = process.env.SEAWALL_EVENT_RULER;

/** For each event the names of the rules that match it, sorted. Throws where it takes one of the rules for none. */
export function askEventRuler(
  patterns: ReadonlyMap<string, unknown>,
  events: readonly unknown[],
): readonly (readonly string[])[] {
  const input = [Object.fromEntries(patterns), ...events].map((one) => JSON.stringify(one)).join('\n');
  const { status, stdout, stderr, error } = spawnSync(
    'java',
    ['-XX:TieredStopAtLevel=1', '-cp', `${jars}/*`, 'test/packaged/EventRuler.java'],
    { input, encoding: 'utf8', maxBuffer: 1 << 30 },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`event-ruler: ${stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): string[] => JSON.parse(line));
}

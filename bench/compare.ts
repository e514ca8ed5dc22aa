// Measures the processor's time of things side by side in one run: what else a machine does counts for nothing; prints ratios.

/** Seconds of processor time so far in this process, garbage collection in its threads with it. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Median seconds of several rounds; the rounds of all things are interleaved. */
export async function sideBySide(
  things: Readonly<Record<string, () => unknown>>,
  rounds = 7,
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(things)) {
      const begun = processorSeconds();
      await run();
      const list = times[name] ?? [];
      list.push(processorSeconds() - begun);
      times[name] = list;
    }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
}

export function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(1)}×`;
}

/** What was printed since the last `takeLines`. */
let printed: [string, string][] = [];

export function line(what: string, value: string): void {
  printed.push([what.trim(), value]);
  console.log(`${what.padEnd(76)} ${value}`);
}

/** What `line` printed since the last call: what it is, and its value. */
export function takeLines(): readonly (readonly [string, string])[] {
  const lines = printed;
  printed = [];
  return lines;
}

// Processor time of this process: tests that bound work measure it, so that a busy or slow machine fails none of them.

/** Milliseconds of processor time so far, user and system, of the whole process. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What `fixedWork` takes on the machine that the bounds were written on, when nothing else runs there. */
const CALM_MS = 40;

/** Objects, texts and a pattern, as judging has them: what slows one slows the other (caches, counters of coverage). */
function fixedWork(): number {
  let length = 0;
  for (let round = 0; round < 40; round++) {
    const items = Array.from({ length: 1500 }, (_, index) => ({ name: `n${index}`, tags: [`a=${index}`] }));
    const text = JSON.stringify(items);
    length += JSON.parse(text).length + text.replace(/a=(\d+)/g, '$1').length;
  }
  return length;
}

/**
 * Milliseconds since `start` (of `processorMs`), as the calm machine would have taken: divided by how much slower
 * this one is right now. Never multiplied, so that a faster machine is held to no less.
 */
export function calmMsSince(start: number): number {
  const took = processorMs() - start;
  const begun = processorMs();
  fixedWork();
  return took / Math.max(1, (processorMs() - begun) / CALM_MS);
}

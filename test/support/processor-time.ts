// Processor time of this process: tests that bound work measure it, so that a busy machine fails none of them.

/** Milliseconds of processor time so far, user and system. Vitest runs each file in a process of its own. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

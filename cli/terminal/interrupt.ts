// Ctrl-C on work that leaves something behind: it stops between two steps, and ends as an interrupted program does.
// SPDX-License-Identifier: Apache-2.0

export interface Interrupt {
  /** Whether somebody has pressed Ctrl-C; looked for each time, as a signal is only heard while nothing runs. */
  pressed(): Promise<boolean>;
  /** Ends the process by the signal, where it was pressed: whoever started it sees that it was. */
  end(): void;
}

/** Hears nothing before it is first asked: until then there is nothing to keep whole. A second Ctrl-C ends the process at once. */
export function interruptLater(): Interrupt {
  let listens = false;
  let pressed = false;
  const hear = () => {
    pressed = true;
  };
  return {
    async pressed() {
      if (!listens) process.once('SIGINT', hear);
      listens = true;
      await new Promise((resolve) => setImmediate(resolve));
      return pressed;
    },
    end() {
      process.removeListener('SIGINT', hear);
      if (pressed) process.kill(process.pid, 'SIGINT');
    },
  };
}

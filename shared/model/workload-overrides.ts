// What a RunTask or StartTask call puts over the definition.
// SPDX-License-Identifier: Apache-2.0
import type { At } from './at.ts';
import type { EnvironmentVariable } from './environment-variable.ts';

export interface Overrides {
  readonly path: string;
  readonly taskRole: At<string | null>;
  readonly executionRole: At<string | null>;
  readonly cpu: At<string | null>;
  readonly memory: At<string | null>;
  readonly containers: readonly ContainerOverride[];
  /** Roles of the definition before the override, where the definition is known. */
  readonly definitionTaskRole: string | null;
  readonly definitionExecutionRole: string | null;
}

export interface ContainerOverride {
  readonly name: string;
  readonly path: string;
  readonly command: At<readonly string[]> | null;
  readonly environment: readonly EnvironmentVariable[];
  readonly environmentFiles: readonly At<string>[];
  readonly cpu: At<string> | null;
  readonly memory: At<string> | null;
}

// Judges changes of access: IAM, sign-in, registries, clusters, networks, hosts, and this pipeline itself. Events: deploy/resources/rules.yml.
// SPDX-License-Identifier: Apache-2.0
import { queueHandler } from './wiring/evaluate/handlers.ts';

export const handler = queueHandler();

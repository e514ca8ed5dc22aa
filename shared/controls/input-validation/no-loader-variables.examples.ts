// Examples of no-loader-variables: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a preloaded library',
      given: taskDefinition({ container: { environment: [{ name: 'LD_PRELOAD', value: '/tmp/.x.so' }] } }),
      at: 'containerDefinitions[0].environment[0].value',
    },
    {
      says: 'a script from a writable volume',
      given: deployment({
        spec: { volumes: [{ name: 'hooks', emptyDir: {} }] },
        container: {
          env: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=512 --require /hooks/start.js' }],
          volumeMounts: [{ name: 'hooks', mountPath: '/hooks' }],
        },
      }),
      at: 'spec.template.spec.containers[0].env[0].value',
    },
    {
      says: 'a Java agent by a detour',
      given: pod({
        container: { env: [{ name: 'JAVA_TOOL_OPTIONS', value: '-javaagent:/opt/aws/../../tmp/a.jar' }] },
      }),
      at: 'spec.containers[0].env[0].value',
    },
    {
      says: 'a preloaded library by reference',
      given: deployment({
        container: {
          env: [{ name: 'LD_PRELOAD', valueFrom: { configMapKeyRef: { name: 'boot', key: 'library' } } }],
        },
      }),
      at: 'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name',
    },
  ],
  passes: [
    {
      says: 'options that load nothing, or from the image',
      given: taskDefinition({
        container: {
          environment: [
            { name: 'NODE_OPTIONS', value: '--max-old-space-size=512' },
            { name: 'JAVA_TOOL_OPTIONS', value: '-Xmx512m -Djava.io.tmpdir=/tmp' },
            { name: 'PYTHONPATH', value: '/app/src' },
            { name: 'ENV', value: 'production' },
          ],
        },
      }),
    },
    {
      says: 'a known agent',
      given: pod({
        container: {
          env: [
            { name: 'JAVA_TOOL_OPTIONS', value: '-javaagent:/otel-auto-instrumentation-java/javaagent.jar' },
          ],
        },
      }),
    },
  ],
});

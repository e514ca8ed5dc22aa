// Where policy documents were read before: kept for responses under way, which import it from here.
// SPDX-License-Identifier: Apache-2.0
export { documentObject } from '../model/policy-text.ts';

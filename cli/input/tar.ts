// Tars, loaded for images only. A module of its own: a package imported on demand would come whole, and without its names.
// SPDX-License-Identifier: Apache-2.0
export { extract } from 'tar-stream';

// Tars, loaded for images only. A module of its own: a package imported on demand would come whole, and without its names.
export { extract } from 'tar-stream';

/** Path names as Go's path and filepath packages handle them. */
export { absolute, base, clean, dir } from '../common/path.ts';

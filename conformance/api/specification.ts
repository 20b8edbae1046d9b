/** Validates answers of the Engine API against the structure of its specification (engine-v1.51.json, made by tools/api-schema.mjs). */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';

interface Specification {
  readonly version: string;
  readonly definitions: Readonly<Record<string, object>>;
  /** 'GET /containers/json' -> status -> schema; null for an answer without a body. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, object | null>>>>;
}

const text = readFileSync(new URL('engine-v1.51.json', import.meta.url), 'utf8').replaceAll('"#/definitions/', '"engine#/definitions/');
export const specification = JSON.parse(text) as Specification;

const ajv = new Ajv({ allErrors: true, strict: false });
ajv.addSchema({ $id: 'engine', definitions: specification.definitions });
const compiled = new Map<string, ValidateFunction>();

/** Every route of the specification: 'GET /containers/json'. */
export const routes: readonly string[] = Object.keys(specification.paths);

/** What is wrong with an answer of `route`; [] when nothing is. Errors are `{"message": ...}`, whether the specification has their status or not. */
export function problems(route: string, status: number, json: unknown): string[] {
  const responses = specification.paths[route];
  if (responses === undefined) return [`${route} is not in the specification`];
  const key = status >= 400 ? 'error' : `${route} ${status}`;
  let validate = compiled.get(key);
  if (validate === undefined) {
    const schema = status >= 400 ? { type: 'object', properties: { message: { type: 'string', minLength: 1 } }, required: ['message'], additionalProperties: false } : responses[status];
    if (schema === undefined) return [`${status} is not specified for ${route}`];
    if (schema === null) return [];
    validate = ajv.compile(schema);
    compiled.set(key, validate);
  }
  if (validate(json) === true) return [];
  return (validate.errors ?? []).map((e) => `${route} ${status} ${e.instancePath} ${e.message ?? ''} ${JSON.stringify(e.params)}`);
}

/**
 * Derives from the Engine API's specification (a Swagger 2.0 file) the structure of its answers, and nothing else: names, types, enums, what is
 * required. No descriptions and no examples. The tests validate every answer of the simulated engine against it.
 *
 *   node tools/api-schema.mjs SPECIFICATION.yaml > conformance/api/engine-v1.51.json
 *
 * A type becomes JSON Schema (draft 7); lists and objects may be null, because that is how Go writes what is empty. `definitions` are closed:
 * a name that the specification does not have is an error.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const METHODS = ['get', 'post', 'put', 'delete', 'head'];
const spec = parse(readFileSync(process.argv[2], 'utf8'), { merge: true });

/** Pointers that the engine writes as null and that the specification does not mark so. */
const POINTERS = new Set(['MemorySwappiness', 'OomKillDisable', 'ExitCode', 'Init', 'PidsLimit']);

const nullable = (schema) => ({ ...schema, type: [schema.type, 'null'] });

/** The structure of a schema. */
function structure(s) {
  if (s === undefined) return {};
  if (s.$ref !== undefined) return { $ref: s.$ref };
  if (s.allOf !== undefined) return merged(s.allOf);
  const out = {};
  const type = s.type ?? (s.properties !== undefined ? 'object' : undefined);
  if (type === undefined || type === 'file') return {};
  out.type = type;
  if (s.enum !== undefined) out.enum = s.enum;
  if (type === 'array') {
    out.items = structure(s.items);
    return nullable(out);
  }
  if (type === 'object') {
    if (s.properties !== undefined) {
      out.properties = Object.fromEntries(Object.entries(s.properties).map(([name, p]) => [name, structure(POINTERS.has(name) ? { ...p, 'x-nullable': true } : p)]));
      if (s.required !== undefined) out.required = s.required;
      out.additionalProperties = s.additionalProperties === undefined ? false : structure(s.additionalProperties === true ? {} : s.additionalProperties);
    } else if (s.additionalProperties !== undefined) out.additionalProperties = structure(s.additionalProperties === true ? {} : s.additionalProperties);
    return nullable(out);
  }
  if (s['x-nullable'] === true || s['x-omitempty'] === true) {
    if (out.enum !== undefined) out.enum = [...out.enum, null];
    return nullable(out);
  }
  return out;
}

/** allOf of objects is one object with the members of all; of one other thing, that thing. */
function merged(parts) {
  const first = parts[0].$ref === undefined ? parts[0] : spec.definitions[parts[0].$ref.replace('#/definitions/', '')];
  if (parts.every((p) => p.$ref !== undefined || p.properties === undefined) && first.type !== 'object' && first.properties === undefined && first.allOf === undefined) return structure(first);
  const out = { type: ['object', 'null'], properties: {}, additionalProperties: false };
  for (const part of parts) {
    const s = part.$ref === undefined ? part : spec.definitions[part.$ref.replace('#/definitions/', '')];
    const one = structure(s.allOf === undefined ? { type: 'object', ...s } : s);
    Object.assign(out.properties, one.properties);
    if (one.required !== undefined) out.required = [...(out.required ?? []), ...one.required];
  }
  return out;
}

const paths = {};
for (const [path, item] of Object.entries(spec.paths)) {
  for (const method of METHODS) {
    const operation = item[method];
    if (operation === undefined) continue;
    const responses = {};
    for (const [status, r] of Object.entries(operation.responses)) responses[status] = r.schema === undefined ? null : structure(r.schema);
    paths[`${method.toUpperCase()} ${path}`] = responses;
  }
}

const definitions = Object.fromEntries(Object.entries(spec.definitions).map(([name, s]) => [name, structure(s)]));
/** One entry a line. */
const lines = (entries) => Object.entries(entries).map(([k, v]) => `  ${JSON.stringify(k)}: ${JSON.stringify(v)}`).join(',\n');
process.stdout.write(`{\n "version": ${JSON.stringify(spec.info.version)},\n "definitions": {\n${lines(definitions)}\n },\n "paths": {\n${lines(paths)}\n }\n}\n`);

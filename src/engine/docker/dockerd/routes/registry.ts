/** Routes that ask a registry: POST /auth, GET /distribution/{name}/json, GET /images/search. */
import type { Task } from '../../../abi/sys.ts';
import { decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import { familiarName, parseReference, withDefaultTag } from '../../reference.ts';
import { Repository } from '../../registry/client.ts';
import { invalid, system } from '../errors.ts';
import { Filters } from '../filters.ts';
import { logIn } from '../image/login.ts';
import type { LoginRequest } from '../image/login.ts';
import { searchImages } from '../image/search.ts';
import { decodeJson, JsonError, TrailingContent } from '../json/decode.ts';
import { AUTH } from '../json/shapes.ts';
import type { Context, Route } from './route.ts';

function* auth({ sys, x }: Context): Task<void> {
  const text = decodeUtf8(yield* x.bodyBytes());
  let request: LoginRequest | undefined;
  try {
    request = decodeJson(text, AUTH) as LoginRequest | undefined;
  } catch (e) {
    if (e instanceof JsonError || e instanceof TrailingContent) throw system(text.trim() === '' ? 'EOF' : e.message);
    throw e;
  }
  yield* logIn(sys, request ?? {});
  yield* x.json(200, { IdentityToken: '', Status: 'Login Succeeded' });
}

function* distribution({ sys, x, params }: Context): Task<void> {
  const ref = withDefaultTag(parseReference(params[0]!));
  const repository = new Repository(sys, ref.domain, ref.path, familiarName(ref));
  try {
    yield* repository.ping();
    const { manifest, digest } = yield* repository.manifest(ref.digest ?? ref.tag ?? 'latest');
    const config = JSON.parse(decodeUtf8(yield* repository.bytes(manifest.config))) as { architecture: string; os: string; variant?: string };
    const { architecture, os, variant } = config;
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const size = encodeUtf8(JSON.stringify(manifest)).length;
    yield* x.json(200, { Descriptor: { mediaType, digest, size }, Platforms: [{ architecture, os, ...(variant === undefined ? {} : { variant }) }] });
  } finally {
    repository.close();
  }
}

const MOST = 100;

function* search({ sys, x }: Context): Task<void> {
  const text = x.query.get('limit');
  if (text !== '' && !/^[+-]?\d+$/.test(text)) throw invalid(`invalid limit specified: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const limit = Number(text);
  if (limit < 0 || limit > MOST) throw invalid(`limit ${limit} is outside the range of [1, ${MOST}]`);
  const filters = Filters.parse(x.query.get('filters'));
  yield* x.json(200, yield* searchImages(sys, x.query.get('term'), text === '' ? 25 : limit, filters));
}

export const registryRoutes: readonly Route[] = [
  { method: 'POST', path: '/auth', handler: auth },
  { method: 'GET', path: '/images/search', handler: search },
  { method: 'GET', path: '/distribution/{name:.*}/json', handler: distribution },
];

/** Server programs of the hub's images. */
import type { Program } from '../../libc/program.ts';
import { nginx } from './nginx.ts';
import { redisServer } from './redis.ts';
import { redisCli } from './rediscli.ts';
import { httpd, python3 } from './static.ts';

export const programs: readonly Program[] = [nginx, redisServer, redisCli, httpd, python3];

import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { expect, it } from 'vitest';
import { surviveBreaks } from './pool.ts';

it('logs the beginning and the end of an outage once, however many connections break', () => {
  const lines: unknown[] = [];
  const pool = new EventEmitter();
  surviveBreaks(pool as unknown as pg.Pool, { warn: (_fields, message) => lines.push(message) });
  const connect = () => pool.emit('connect', new EventEmitter());
  for (let outage = 0; outage < 2; outage += 1) {
    connect();
    connect();
    for (let broken = 0; broken < 3; broken += 1) pool.emit('error', new Error('terminated'));
    connect();
  }
  const once = ['Connection to PostgreSQL broke', 'Connected to PostgreSQL again'];
  expect(lines).toEqual([...once, ...once]);
});

import { PutPrices } from '@recado/contract';
import { putPrices as put, Refusal, type PriceList, type PutPricesDeps } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry, noting, type Noted } from '../auth/audit.ts';
import { parse } from '../http/parse.ts';
import { presentPrices } from '../present/present-prices.ts';

type Deps = { findPrices: () => Promise<PriceList | undefined> };

export const getPrices =
  (deps: Deps): RequestHandler =>
  async (_request, response) => {
    const prices = await deps.findPrices();
    if (!prices) throw new Refusal('not-found', 'There is no price list yet: PUT one');
    response.json(presentPrices(prices));
  };

/** Replaces the whole list. */
export const putPrices =
  (deps: Noted<PutPricesDeps, 'putPrices'>): RequestHandler =>
  async (request, response) => {
    const wish = parse(PutPrices, request.body);
    const detail = { currency: wish.currency, prices: wish.prices.length };
    const audit = auditEntry(deps, response, { action: 'prices.changed', object: 'prices', detail });
    response.json(presentPrices(await put({ ...deps, putPrices: noting(deps.putPrices, audit) }, wish)));
  };

import { PutPrices } from '@recado/contract';
import { putPrices as put, Refusal, type PriceList, type PutPricesDeps } from '@recado/messaging';
import type { RequestHandler } from 'express';
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
  (deps: PutPricesDeps): RequestHandler =>
  async (request, response) => {
    response.json(presentPrices(await put(deps, parse(PutPrices, request.body))));
  };

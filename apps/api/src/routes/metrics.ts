import { metricsContentType } from '@recado/runtime';
import type { RequestHandler } from 'express';

type Deps = { metrics: { expose: () => Promise<string> } };

/** Figures of this process for Prometheus: nothing in them is of a person. */
export const metrics =
  (deps: Deps): RequestHandler =>
  async (_request, response) => {
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': metricsContentType });
    response.end(await deps.metrics.expose());
  };

import type { PriceList } from '@recado/contract';
import type { PriceList as Recorded } from '@recado/messaging';

export const presentPrices = ({ currency, prices, version, isExample, updatedAt }: Recorded): PriceList => ({
  currency,
  prices,
  version,
  is_example: isExample,
  updated_at: updatedAt.toISOString(),
});

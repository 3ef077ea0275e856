import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Campaign, Estimate } from '@recado/contract';
import { Notice } from '../../parts/notice.tsx';
import { Card } from '../../parts/page.tsx';
import { Duration, Time } from '../../parts/time.tsx';
import { useFormat } from '../../preferences/format.ts';
import { sayExclusion } from '../../words/campaigns.ts';
import styles from './draft.module.css';
import { Written } from '../../parts/written-text.tsx';

type Props = { estimate: Estimate; campaign: Campaign };

/** Shows who gets it, who does not and why, its cost, and when it ends. The API has computed all of it. */
export const EstimateCard = ({ estimate, campaign }: Props) => {
  const format = useFormat();
  const toSend = format.number(estimate.to_send);
  const reasons = Object.entries(estimate.kept_back).filter(([, count]) => count > 0);
  return (
    <Card
      title={
        <Plural value={estimate.people} one={`${toSend} of # person gets it`} other={`${toSend} of # people get it`} />
      }
    >
      {reasons.length > 0 && <Excluded reasons={reasons} />}
      <Cost estimate={estimate} />
      <Times estimate={estimate} />
      {campaign.consent && <ConsentLine campaign={campaign} toSend={estimate.to_send} />}
      {campaign.dry_run && (
        <Notice>
          <Trans>This is a test run: nothing is sent.</Trans>
        </Notice>
      )}
    </Card>
  );
};

const Excluded = ({ reasons }: { reasons: [string, number][] }) => {
  const { i18n } = useLingui();
  const format = useFormat();
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div>
      <h3>
        <Plural value={all} one="# does not:" other="# do not:" />
      </h3>
      <dl className={styles['pairs']}>
        {reasons.map(([reason, count]) => (
          <div key={reason}>
            <dt>{sayExclusion(i18n, reason)}</dt>
            <dd>{format.number(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
};

const Cost = ({ estimate }: { estimate: Estimate }) => {
  const { i18n } = useLingui();
  const format = useFormat();
  const { cost, by_country: countries, fallback, budget, is_within_budget: isWithin, unpriced } = estimate;
  const sms = fallback?.cost && format.money(fallback.cost);
  const limit = budget && format.money(budget);
  const noPrice = new Intl.ListFormat(i18n.locale).format(unpriced);
  return (
    <div className={styles['part']}>
      <h3>
        <Trans>Cost</Trans> {cost && format.money(cost)}
      </h3>
      <dl className={styles['pairs']}>
        {countries.map(({ country, people, cost: price }) => (
          <div key={country}>
            <dt>
              {country} · {format.number(people)}
            </dt>
            <dd>{price ? format.money(price) : '–'}</dd>
          </div>
        ))}
      </dl>
      {sms && (
        <p>
          <Trans>At most {sms} more, if every message needs its SMS.</Trans>
        </p>
      )}
      {limit && (isWithin ? <Trans>The budget of {limit} is enough.</Trans> : null)}
      {limit && isWithin === false && (
        <Notice tone="warn">
          <Trans>The budget of {limit} is not enough: the campaign will pause before it exceeds it.</Trans>
        </Notice>
      )}
      {unpriced.length > 0 && (
        <Notice tone="warn">
          <Trans>The price list has no price for {noPrice}. The cost is higher than shown.</Trans>
        </Notice>
      )}
      {estimate.prices_are_example && (
        <Notice tone="warn">
          <Trans>These are example prices. An administrator has not entered yours yet.</Trans>
        </Notice>
      )}
    </div>
  );
};

const Times = ({
  estimate: { starts_at: start, ends_at: end, duration_seconds: seconds, by_sender: senders },
}: {
  estimate: Estimate;
}) => {
  const format = useFormat();
  const rate = format.number(senders.reduce((sum, sender) => sum + sender.rate, 0));
  const isPaused = senders.some(({ paused }) => paused);
  return (
    <div className={styles['part']}>
      <h3>
        <Trans>When</Trans>
      </h3>
      {start && end && (
        <p>
          <Trans>
            From <Time at={start} /> until about <Time at={end} />
          </Trans>
          {seconds !== undefined && (
            <>
              {' ('}
              <Duration seconds={seconds} />)
            </>
          )}
        </p>
      )}
      <p className={styles['muted']}>
        <Trans>At {rate} a second, if no other campaign runs.</Trans>
      </p>
      {isPaused && (
        <Notice tone="warn">
          <Trans>A sender of this campaign is paused. Its people wait until somebody resumes it.</Trans>
        </Notice>
      )}
    </div>
  );
};

const ConsentLine = ({ campaign: { consent }, toSend }: { campaign: Campaign; toSend: number }) => (
  <p>
    <Trans>
      Consent: “<Written text={consent?.evidence} />
      ”, source <Written text={consent?.source} />. The launch writes it to the{' '}
      <Plural value={toSend} one="ledger of # person" other="ledgers of # people" />, under your name.
    </Trans>
  </p>
);

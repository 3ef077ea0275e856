import { Trans, useLingui } from '@lingui/react/macro';
import type { Campaign, Weekday } from '@recado/contract';
import { useState } from 'react';
import { Choice } from '../../parts/field.tsx';
import { Row } from '../../parts/page.tsx';
import { Check, Options } from '../../parts/options.tsx';

const weekdays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const halfHours = Array.from(
  { length: 49 },
  (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`,
);

/** The hours for marketing of all campaigns, or hours of this campaign's own. */
export const WindowFields = ({ campaign: { window, category } }: { campaign: Campaign }) => {
  const { t, i18n } = useLingui();
  const [kind, setKind] = useState(window ? 'own' : 'all');
  const [days, setDays] = useState<Weekday[]>(window?.days ?? weekdays);
  const toggle = (day: Weekday, isOn: boolean) =>
    setDays(weekdays.filter((known) => (known === day ? isOn : days.includes(known))));
  const all =
    category === 'marketing'
      ? t`The hours for marketing that an administrator has set, at each person's own time`
      : t`At any hour`;
  return (
    <>
      <Options
        label={t`Hours`}
        name="window.kind"
        value={kind}
        onChange={setKind}
        options={[
          { value: 'all', label: all },
          { value: 'own', label: t`Hours of its own, at each person's own time` },
        ]}
      />
      {kind === 'own' && (
        <>
          <input type="hidden" name="window.days" value={days.join(',')} />
          <Row>
            {weekdays.map((day, index) => (
              <Check key={day} isOn={days.includes(day)} onChange={(isOn) => toggle(day, isOn)}>
                {nameOfDay(i18n.locale, index)}
              </Check>
            ))}
          </Row>
          <Row>
            <Clock name="window.from" label={t`from`} at={window?.from ?? '09:00'} />
            <Clock name="window.to" label={t`until`} at={window?.to ?? '20:00'} />
          </Row>
          {days.length === 0 && (
            <p>
              <Trans>Choose at least one day.</Trans>
            </p>
          )}
        </>
      )}
    </>
  );
};

/** The first of January 2024 was a Monday. */
const nameOfDay = (locale: string, index: number): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index));

type ClockProps = { name: string; label: string; at: string };

/** Half hours up to 24:00, which the browser's field for a time does not have. */
const Clock = ({ name, label, at }: ClockProps) => {
  const [chosen, setChosen] = useState(at);
  const times = halfHours.includes(at) ? halfHours : [...halfHours, at].toSorted();
  const choices = times.map((time) => ({ value: time, label: time }));
  return <Choice name={name} label={label} value={chosen} onChange={setChosen} choices={choices} />;
};

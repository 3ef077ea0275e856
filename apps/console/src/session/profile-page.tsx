import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { sessionQuery, useSignOut, useUser } from '../api/session.ts';
import { Button } from '../parts/button.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import { Card, Page, Row } from '../parts/page.tsx';
import { changeLanguage, isLanguage, languages } from '../preferences/language.tsx';
import { ShortcutSwitch } from '../preferences/shortcut-switch.tsx';
import { deviceTimeZone } from '../preferences/time-zone.ts';
import { sayProblem } from '../words/problems.ts';
import { roles } from '../words/roles.ts';
import { OpenSessions } from './open-sessions.tsx';
import { Written } from '../parts/written-text.tsx';

const languageChoices = Object.entries(languages).map(([value, label]) => ({ value, label }));
/** Some browsers do not list UTC. */
const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), deviceTimeZone, 'UTC'])].toSorted();
const zoneChoices = zones.map((zone) => ({
  value: zone,
  label: zone.replaceAll('_', ' '),
}));

/** Lets a person change what is their own. */
export const ProfilePage = () => {
  const { i18n } = useLingui();
  const user = useUser();
  const signOut = useSignOut();
  return (
    <Page
      title={user.name}
      note={
        <p>
          <Written text={user.email} /> · {i18n._(roles[user.role])}
        </p>
      }
      actions={
        <Button onPress={() => signOut.mutate()} isPending={signOut.isPending}>
          <Trans>Sign out</Trans>
        </Button>
      }
    >
      <Card title={<Trans>About you</Trans>}>
        <ProfileForm />
      </Card>
      <Card title={<Trans>Keyboard</Trans>}>
        <ShortcutSwitch />
      </Card>
      <Card title={<Trans>Where you are signed in</Trans>}>
        <OpenSessions />
      </Card>
    </Page>
  );
};

type Change = { name: string; locale: string; timezone: string; own_number?: string };

const ProfileForm = () => {
  const { t, i18n } = useLingui();
  const user = useUser();
  const client = useQueryClient();
  const { isFetching } = useQuery(sessionQuery);
  const [locale, setLocale] = useState(user.locale ?? i18n.locale);
  const [timezone, setTimezone] = useState(user.timezone ?? deviceTimeZone);
  const save = useMutation({
    mutationFn: (change: Change) => call<unknown>('PATCH', '/session', { body: change }),
    onSuccess: async () => {
      if (isLanguage(locale)) await changeLanguage(locale);
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const submit = (textOf: (field: string) => string) => {
    const number = textOf('own_number');
    save.mutate({ name: textOf('name'), locale, timezone, ...(number && { own_number: number }) });
  };
  return (
    <Form onSubmit={submit} error={save.error}>
      {save.error && <Notice tone="bad">{sayProblem(i18n, save.error)}</Notice>}
      <Field name="name" label={t`Your name`} defaultValue={user.name} autoComplete="name" isRequired />
      <Choice label={t`Language`} value={locale} onChange={setLocale} choices={languageChoices} areNames />
      <Choice label={t`Time zone`} value={timezone} onChange={setTimezone} choices={zoneChoices} areNames />
      <Field
        name="own_number"
        type="tel"
        label={t`Your own number, for tests`}
        placeholder={user.own_number ?? ''}
        hint={t`It is stored encrypted, and shown masked. Leave it empty to keep it as it is.`}
        autoComplete="tel"
      />
      <Row>
        <Button type="submit" look="primary" isPending={save.isPending || isFetching}>
          <Trans>Save</Trans>
        </Button>
        {save.isSuccess && (
          <span role="status">
            <Trans>Saved.</Trans>
          </span>
        )}
      </Row>
    </Form>
  );
};

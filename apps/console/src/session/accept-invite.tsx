import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { waysQuery } from '../api/session.ts';
import { Button, ButtonLink } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import { sayProblem } from '../words/problems.ts';
import { Entrance } from './entrance.tsx';

type Acceptance = { token: string; name: string; password: string; email?: string };

/** A person who was invited chooses a name and a password. */
export const AcceptInvite = () => {
  const { t, i18n } = useLingui();
  const [token] = useState(takeToken);
  const navigate = useNavigate();
  const client = useQueryClient();
  const ways = useQuery(waysQuery);
  const accept = useMutation({
    meta: { isSignIn: true },
    mutationFn: (acceptance: Acceptance) => call<unknown>('POST', '/invites/accept', { body: acceptance }),
    onSuccess: async () => {
      await client.invalidateQueries();
      await navigate({ to: '/' });
    },
  });
  const submit = (textOf: (field: string) => string) => {
    const email = textOf('email');
    accept.mutate({ token, name: textOf('name'), password: textOf('password'), ...(email && { email }) });
  };
  if (!token)
    return (
      <Entrance title={t`Welcome to Recado`}>
        <Notice tone="warn">
          <Trans>This link has no token. Open the whole link that you were given.</Trans>
        </Notice>
        <ButtonLink to="/sign-in">
          <Trans>Sign in</Trans>
        </ButtonLink>
      </Entrance>
    );
  return (
    <Entrance title={t`Welcome to Recado`}>
      <p>
        <Trans>Choose the name that others see, and a password. The link works once.</Trans>
      </p>
      {accept.error && <Notice tone="bad">{sayProblem(i18n, accept.error)}</Notice>}
      <Form onSubmit={submit} error={accept.error}>
        {ways.data?.first_user && (
          <Field name="email" type="email" label={t`E-mail address`} autoComplete="username" isRequired />
        )}
        <Field name="name" label={t`Your name`} autoComplete="name" isRequired />
        <Field
          name="password"
          type="password"
          label={t`Password`}
          hint={t`At least 12 characters`}
          autoComplete="new-password"
          minLength={12}
          isRequired
        />
        <Button type="submit" look="primary" isPending={accept.isPending}>
          <Trans context="button">Start</Trans>
        </Button>
      </Form>
    </Entrance>
  );
};

/** The token stands behind the # of the link, so it reaches no log. It is taken out of the address at once. */
const takeToken = (): string => {
  const token = location.hash.slice(1).replace(/^token=/, '');
  if (token) history.replaceState(history.state, '', location.pathname);
  return token;
};

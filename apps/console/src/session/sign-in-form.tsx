import { Trans, useLingui } from '@lingui/react/macro';
import { RecadoProblem } from '@recado/client';
import { useSignIn } from '../api/session.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import { sayProblem } from '../words/problems.ts';

type Props = { email?: string; onDone?: () => void };

/** Asks for e-mail address and password. Dialog and page share it. */
export const SignInForm = ({ email, onDone }: Props) => {
  const { t, i18n } = useLingui();
  const signIn = useSignIn();
  const submit = (textOf: (field: string) => string) =>
    signIn.mutate({ email: textOf('email'), password: textOf('password') }, { onSuccess: () => onDone?.() });
  const isWrong = signIn.error instanceof RecadoProblem && signIn.error.status === 401;
  return (
    <Form onSubmit={submit}>
      {signIn.error && (
        <Notice tone="bad">
          {isWrong ? (
            <Trans>The e-mail address or the password is wrong. Check both.</Trans>
          ) : (
            sayProblem(i18n, signIn.error)
          )}
        </Notice>
      )}
      <Field
        name="email"
        type="email"
        label={t`E-mail address`}
        defaultValue={email ?? ''}
        autoComplete="username"
        isRequired
      />
      <Field name="password" type="password" label={t`Password`} autoComplete="current-password" isRequired />
      <Button type="submit" look="primary" isPending={signIn.isPending}>
        <Trans>Sign in</Trans>
      </Button>
    </Form>
  );
};

import { hasLeavingTag, isNothing, joined, readAnswer, readConsent, type Answer } from './answer-values.ts';
import { wordSet, wordsOf } from './header-words.ts';
import { readStatus, statusSubjects, type Subject } from './status-columns.ts';

/**
 * Columns in which people answered, by their places. `yes`: their yes is a consent, to one channel alone where they name it.
 * `left`: their yes means that the person left. `unsure`: they may hold an answer; `against`: if they do, it may be a no.
 */
export type AnswerColumns = {
  yes: { at: number; channel?: 'whatsapp' | 'sms' }[];
  left: number[];
  unsure: number[];
  against: number[];
  /** The columns of `unsure` whose name asks whether the person wants messages. */
  asked: { at: number; channel?: 'whatsapp' | 'sms' }[];
  /** The columns for a status, which may be that of the person. */
  status: { at: number; channel?: 'whatsapp' | 'sms'; subject: Subject }[];
};

/** Finds the columns that say whether people agreed, by the words of their names. `taken`: places that hold something else. */
export const answerColumnsOf = (names: readonly string[], taken: ReadonlySet<number> = new Set()): AnswerColumns => {
  const columns: AnswerColumns = { yes: [], left: [], unsure: [], against: [], asked: [], status: [] };
  const subjects = statusSubjects(names);
  for (const [at, name] of names.entries()) {
    if (taken.has(at)) continue;
    const kind = kindOf(name);
    const subject = kind === undefined || kind === 'unsure' ? subjects[at] : undefined;
    if (subject) columns.status.push({ at, subject, ...channelOf(name) });
    if (subject === 'order' || subject === 'either') continue;
    if (kind === 'yes') columns.yes.push({ at, ...channelOf(name) });
    else if (kind) columns[kind].push(at);
    if (kind === 'unsure' && asksForMessages(name)) columns.asked.push({ at, ...channelOf(name) });
  }
  return columns;
};

type Cells = readonly (string | undefined)[];

/** Columns that are about this channel, or about no channel alone. */
const fitting = <Column extends { channel?: 'whatsapp' | 'sms' }>(columns: Column[], channel?: string): Column[] =>
  columns.filter((column) => !channel || !column.channel || column.channel === channel);

const placeOfStatus = (cells: Cells, { status }: AnswerColumns, end: 'left' | 'ended', channel?: string) =>
  fitting(status, channel).find(({ at, subject }) => readStatus(cells[at] ?? '', subject) === end)?.at;

/** A yes for the channel is in the row, whatever stands beside it. */
export const saysYes = (cells: Cells, { yes }: AnswerColumns, channel?: string): boolean =>
  fitting(yes, channel).some(({ at }) => readConsent(cells[at] ?? '') === 'yes');

/** Combines the answer columns of a row: a person who left, or refused in one of them, did not agree. */
export const answerOf = (cells: Cells, columns: AnswerColumns, channel?: string): Answer => {
  const { yes, left } = columns;
  const hasLeft =
    left.some((at) => meansLeft(cells[at] ?? '')) || placeOfStatus(cells, columns, 'left', channel) !== undefined;
  const answers = fitting(yes, channel).map(({ at }) => readConsent(cells[at] ?? ''));
  if (hasLeft || answers.includes('no')) return 'no';
  if (answers.includes('unclear')) return 'unclear';
  return answers.length > 0 && !answers.includes('none') ? 'yes' : 'none';
};

/**
 * Returns the place of a column that contradicts a yes, or -1. It may mean that the person left, and is filled in like
 * that. It may ask whether they want messages, and say no. It may be the status of somebody who is off the list. Or it has a
 * tag such as `unsubscribed`.
 */
export const placeAgainst = (cells: Cells, columns: AnswerColumns, channel?: string): number => {
  const { against, unsure, asked } = columns;
  return (
    against.find((at) => meansLeft(cells[at] ?? '')) ??
    fitting(asked, channel).find(({ at }) => readConsent(cells[at] ?? '') === 'no')?.at ??
    placeOfStatus(cells, columns, 'ended', channel) ??
    unsure.find((at) => hasLeavingTag(cells[at] ?? '')) ??
    -1
  );
};

/** A column that may hold an answer, and holds a no. Its place, or -1. */
export const placeOfNo = (cells: Cells, { unsure }: AnswerColumns): number =>
  unsure.find((at) => readAnswer(cells[at] ?? '') === 'no') ?? -1;

/**
 * Returns the place of the first column by which a person of a marketing audience refused or left, or -1. A file does
 * not say what its columns mean: an uncertain one counts with a plain no, or a plain yes to having left.
 */
export const placeOfRefusal = (cells: Cells, columns: AnswerColumns, channel?: string): number => {
  const { yes, left, against, asked } = columns;
  if (answerOf(cells, columns, channel) === 'no') {
    const refused = yes.find((column) => readConsent(cells[column.at] ?? '') === 'no')?.at;
    const hasLeft = left.find((at) => meansLeft(cells[at] ?? ''));
    return refused ?? hasLeft ?? placeOfStatus(cells, columns, 'left', channel) ?? 0;
  }
  return (
    against.find((at) => readAnswer(cells[at] ?? '') === 'yes') ??
    asked.find(({ at }) => readConsent(cells[at] ?? '') === 'no')?.at ??
    placeOfStatus(cells, columns, 'ended', channel) ??
    placeOfNo(cells, columns)
  );
};

/** The kind of answer that a column of this name may hold. */
export const mayAnswer = (name: string): Kind | undefined => kindOf(name);

type Kind = Exclude<keyof AnswerColumns, 'asked' | 'status'>;

const channelOf = (name: string): { channel?: 'whatsapp' | 'sms' } => {
  const words = wordsOf(name);
  const isSms = words.includes('sms');
  const isWhatsapp = words.some((word) => ['whatsapp', 'whats', 'wpp', 'zap'].includes(word));
  if (isSms === isWhatsapp) return {};
  return { channel: isSms ? 'sms' : 'whatsapp' };
};

/** Verbs and nouns of agreeing. */
const agreeing = wordSet(
  'consentement accord consenso einwilligung zustimmung toestemming acuerdo acordo granted grant optin optedin consent consents consented consentimento consentiu consentimiento agree agrees agreed accept accepts ' +
    'accepted acceptance aceite aceita aceitou aceito aceitacao acepta acepto aceptado aceptacion concordo concorda concordou concedido ' +
    'autorizado autoriza autorizou autorizo autorizacao autorizacion permite permitido permission permissao permiso subscribed ' +
    'subscriber subscription inscrito inscricao suscrito suscripcion optante allow allows allowed authorized authorised',
);
const leaving = wordSet(
  'unsub unsubscribed unsubscribe unsubscribes optout optedout descadastrado descadastrada descadastro descadastrar descadastrou ' +
    'desinscrito desinscrita desinscricao cancelou dnc donotcontact donotcall suppressed suppression bloqueado bloqueada bloqueio ' +
    'bloqueou blocked blacklist blacklisted blocklist complaint complained stop revogado revogada revogacao revogou revoked ' +
    'recusado recusada recusa recusou refused rejected rechazado rechazo declined objection oposicao opt_out',
);
/** In a list of customers these may as well be about an order or a stay. */
const maybeLeaving = wordSet(
  'parar pare cancelar remover excluir exclusao deletado deleted suprimido saida saiu sair salida salio baja left removed removido removida remocao cancelado cancelada cancelamento canceled cancelled ' +
    'withdrawn expired lapsed expirado expirada vencido vencida caducado retirado retirada denied rejected ' +
    'cancelacion excluido excluida inativo inativa inactivo inactive churn churned ended terminated encerrado',
);
/** Names of columns that may hold an answer. */
const maybeAnswering = wordSet(
  'lista cadastro tag tags etiqueta etiquetas status situacao estado resposta respostas respuesta respuestas answer answers response responses preferences preferencias ' +
    'lgpd gdpr marketing newsletter receber recebe recibir receive receives ' +
    'quer quiere deseja desea wants want opt ativo ativa active activo contact contactar contatar promocoes promociones promotions ' +
    'ofertas offers promocao promocion promotion publicidade publicidad propaganda novidades novedades news mensagens mensajes messages preferencia preference privacidade privacy permitir confirmado confirmed ok sms whatsapp email flag ' +
    'mkt contactable contactavel comunicacao comunicacoes comunicaciones communications comms campanha campanhas campanas campaign campaigns',
);
const negating = wordSet(
  'no nao not non sem sin never nunca dont doesnt without nega negado negou none jamais neither',
);

const pairs: [RegExp, string][] = [
  [/\b(?:opt|opted) in\b/g, 'optin'],
  [/\b(?:opt|opted) out\b/g, 'optout'],
  [
    /\b(?:lista (?:negra|de (?:bloqueio|bloqueados|bloqueo|exclusao|exclusion))|(?:black|block|do not send) list)\b/g,
    'blacklist',
  ],
  [/\bdo not (?:contact|call|disturb|text|message|sms|mail|email|send)\b/g, 'donotcontact'],
  [/\bnao (?:perturbe|perturbar|contatar|contactar|ligar|enviar|incomodar|chamar|mandar)\b/g, 'donotcontact'],
  // "Por WhatsApp" names the channel, where "por" alone is who wrote the answer down.
  [/\b(?:por|by|via) (?=(?:whatsapp|whats|wpp|zap|sms)\b)/g, ''],
  // "May we text you?" and "Sim/Não" ask for the answer itself.
  [
    /\b(?:may we|can we|ok(?:ay)? to|pode|podemos|puede)(?: te| lhe)? (?:text|contact|message|send|email|enviar|mandar|receber|recibir|contatar|contactar)\b/g,
    'receber',
  ],
  [/\b(?:pedido|solicitacao|solicitud|request) (?:de|to|for) (?=(?:descadastr|desinscr|optout|unsub))/g, ''],
  [/^(?:sim nao|si no|yes no|s n|y n)$/, 'receber'],
  [/\bno (?:molestar|contactar|enviar|llamar|contact|sms|marketing|mail)\b/g, 'donotcontact'],
];

const asking = wordSet(
  'marketing newsletter mkt receber recebe recibir receive receives quer quiere deseja desea wants want promocoes promociones ' +
    'promotions ofertas offers publicidade publicidad propaganda',
);

const asksForMessages = (name: string): boolean => {
  const words = wordsOf(name);
  return words.some((word) => asking.has(word)) && !words.some((word) => elsewhere.has(word));
};

/** An answer for another channel does not count for this one. */
const elsewhere = wordSet(
  'email mail telefonico phone call calls ligacao llamada correo push cookies cookie app ' +
    // Nor does one about an order, a payment or a photo.
    'imagem imagen image foto fotos photo photos cartao tarjeta card cards credito credit debito debit boleto pix parcelamento ' +
    'troca trocas cambio cambios exchange devolucao devolucion return returns entrega delivery envio shipping pagamento pago payment ' +
    'payments reembolso refund substituicao substituto substitution cobranca orcamento presupuesto quote pedido order orders frete',
);
/** A time, a place or words of an answer are not the answer. */
const detail = wordSet(
  'at date data fecha when quando cuando timestamp hora ip source origem origen fonte text texto words palavras palabras evidence ' +
    'evidencia method metodo version versao url link by por reason motivo form formulario id channel canal purpose finalidade',
);

const kindOf = (name: string): Kind | undefined => {
  let text = wordsOf(name).join(' ');
  for (const [pair, word] of pairs) text = text.replace(pair, word);
  const words = text.split(' ');
  const has = (some: ReadonlySet<string>) => words.some((word) => some.has(word));
  if (has(leaving) || words.includes('donotcontact')) {
    if (has(elsewhere)) return undefined;
    return has(negating) ? 'unsure' : 'left';
  }
  if (has(agreeing)) {
    if (has(negating) || has(maybeLeaving)) return 'against';
    if (has(elsewhere)) return 'unsure';
    return has(detail) ? undefined : 'yes';
  }
  if (has(maybeLeaving)) return 'against';
  if (!has(maybeAnswering) || has(detail)) return undefined;
  return has(negating) ? 'against' : 'unsure';
};

/** In a column of those who left, a date or any other word says that they did; only a no says that they did not. */
const meansLeft = (value: string): boolean => {
  if (isNothing(value)) return false;
  const answer = readAnswer(value);
  if (answer === 'no') return isLeavingWord(joined(value));
  return answer !== 'none';
};

/** `descadastrado` in a column for the state says that the person left, and is no no. */
const isLeavingWord = (text: string) => leaving.has(text) || maybeLeaving.has(text);

import { endOf, isLapsed, readAnswer } from './answer-values.ts';
import { wordSet, wordsOf } from './header-words.ts';

/**
 * Says whose status a column holds. `order`: that of an order, a payment or a message. `either`: the file is about orders, and the
 * column does not say. `unknown`: nothing in the file is about orders.
 */
export type Subject = 'person' | 'unknown' | 'either' | 'order';

const states = wordSet(
  'status situacao situacion situation estado estatus state ativo ativa active activo activa cadastro lista list opt ' +
    'assinante assinatura membership membro member',
);
const people = wordSet(
  'contato contacto contact cliente customer pessoa persona person lead usuario user perfil profile assinante assinatura ' +
    'subscriber subscription inscricao inscrito suscripcion suscriptor cadastro lista list opt marketing newsletter mkt ' +
    'whatsapp whats wpp zap sms membership member membro',
);
const orders = wordSet(
  'pedido order tracking rastreio rastreamento fatura invoice boleto nf nfe nota shipment encomenda reserva reservation ' +
    'booking agendamento appointment ticket protocolo error erro',
);
/** A customer may have them, too, so they say nothing of the other columns. */
const partsOfOrders = wordSet(
  'pedidos orders produto product sku item itens items entrega delivery transportadora carrier frete shipping envio fulfillment ' +
    'compra purchase consulta cita pagamento pago payment financial cobranca orcamento quote parcela pix cartao card ' +
    'reembolso refund devolucao return troca mensagem message mensaje',
);
/** A customer has a last order, and a sum of them. A row about an order has neither. */
const sums = wordSet('total qtd quantidade count ultimo ultima last first primeiro primeira medio media average');
const others = wordSet('email mail correo push call civil date data fecha at em reason motivo code codigo id');

/** Returns whose status each column holds; `undefined` if a column holds none. */
export const statusSubjects = (names: readonly string[]): (Subject | undefined)[] => {
  const all = names.map(wordsOf);
  const isOfOrders = all.some((words) => hasAny(words, orders) && !hasAny(words, sums));
  return all.map((words) => {
    if (!hasAny(words, states) || hasAny(words, others)) return undefined;
    if (hasAny(words, orders) || hasAny(words, partsOfOrders)) return 'order';
    if (hasAny(words, people)) return 'person';
    return isOfOrders ? 'either' : 'unknown';
  });
};

const hasAny = (words: readonly string[], some: ReadonlySet<string>) => words.some((word) => some.has(word));

/** Returns what a status says of the person: that they left, that they are off the list, or neither. */
export const readStatus = (value: string, subject: Subject): 'left' | 'ended' | undefined => {
  const end = endOf(value);
  if (end === 'left') return 'left';
  if (subject === 'order' || end === 'kept') return undefined;
  if (end === 'inactive') return 'ended';
  if (subject === 'either') return undefined;
  const isNo = end === 'canceled' || readAnswer(value) === 'no' || (subject === 'person' && isLapsed(value));
  return isNo ? 'ended' : undefined;
};

/** `Número do WhatsApp`, `numero_do_whatsapp` and `numeroDoWhatsApp` are the same words. */
export const wordsOf = (name: string): string[] =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/WhatsApp/g, 'Whatsapp')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** The words of a name in one: by it names are compared. */
export const plainName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();

/** Ranks how likely a name is that of the number's column: 0 is the most likely; `undefined` if it is not one. */
export const rankOfNumber = (name: string): number | undefined => {
  if (exactly.has(plainName(name))) return 0;
  const words = wordsOf(withoutForm(name));
  const isMobile = words.some((word) => mobile.has(word));
  if ((!isMobile && !words.some((word) => phone.has(word))) || words.some((word) => about.has(word))) return undefined;
  if (words.some((word) => second.has(word))) return isMobile ? 3 : 4;
  return isMobile ? 1 : 2;
};

/** Names that are nothing but the number of a person. */
const exactly = new Set(
  (
    'to phone phones phonenumber telephone telephonenumber mobile mobilenumber mobilephone cell cellphone cellnumber ' +
    'whatsapp whatsappnumber msisdn telefone telefonecelular celular cel tel fone numerodetelefone numerodotelefone ' +
    'numerodocelular numerodecelular numerocelular numerotelefone numerowhatsapp numerodowhatsapp telefonewhatsapp ' +
    'telefono telefonos telefonomovil telefonocelular movil numerodetelefono numerodemovil numerotelefono telefones ' +
    'celulares wpp zap whats'
  ).split(' '),
);

/** Makes a set of words that are written with blanks between them. */
export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words of a phone that takes messages, and of any. */
const mobile = wordSet(
  'whatsapp whats wpp wapp zap mobile cell cellphone cellular celular celulares cel movil moviles smartphone',
);
const phone = wordSet(
  'phone phones phonenumber telephone telefone telefones telefono telefonos tel tels fone fones tlf tlfn tfno tlfno msisdn',
);
/** With one of these a name says something about a phone, or about its second one. */
const about = wordSet(
  'label type tipo etiqueta rotulo operadora carrier provider status situacao estado valid valido verified verificado pais ' +
    'country codigo code ddd ddi prefix prefixo prefijo name nome nombre date data fecha hora email mail opt optin optout ' +
    'consent consentimento consentimiento accept accepts accepted aceita aceite aceitou acepta autoriza autorizacao ' +
    'autorizado permite permission permissao marketing subscribed unsubscribed subscription inscrito model modelo marca brand ' +
    'ext extension ramal extensao id link url message mensagem mensaje app version os platform plataforma qtd count plano plan ' +
    'fax has tem tiene receber recibir',
);
const second = wordSet(
  '2 3 4 5 6 secondary secundario segundo second other outro otro alternative alternativo backup recado recados emergency ' +
    'emergencia shipping entrega envio car radio assistant company fixo fijo landline residencial casa home comercial trabalho trabajo work business empresa pai mae conjuge',
);

/** `Celular (com DDD)` and `DDD/Telefone` say how the number is written. */
const withoutForm = (name: string) =>
  name
    .replace(/\(?\b(?:com|with|con|c\/|sem|sin|without|incl\w*)\s.*$/i, '')
    .replace(/\bdd[di]\s*(?:[/+&]|e|y|and)\s*/i, '');

/** Among names that are nothing but a number, one that takes messages goes before others. */
export const isMobileName = (name: string): boolean => wordsOf(name).some((word) => mobile.has(word));

/** May as well be a house's: the number of a person only where nothing else is. */
export const mayBeNumber = (name: string): boolean =>
  ['number', 'numero', 'num', 'nro', 'contato', 'contacto'].includes(plainName(name));

const timezones = new Set(['timezone', 'fuso', 'fusohorario', 'zonahoraria', 'husohorario']);

export const isTimezone = (name: string): boolean => timezones.has(plainName(name));

const languages = new Set(
  (
    'language lang locale preferredlanguage languagepreference contactlanguage customerlanguage languagecode idioma ' +
    'idiomapreferido idiomapreferencial idiomadepreferencia idiomadocontato idiomadocliente idiomadelcliente ' +
    'idiomadelcontacto codigodeidioma lingua linguapreferida lengua'
  ).split(' '),
);

export const isLanguage = (name: string): boolean => languages.has(plainName(name.replace(/[([].*$/s, '')));

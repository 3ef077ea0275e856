/**
 * The words of requests to get no more messages, in Portuguese, Spanish and English, without accents. A word may be of
 * several kinds. `*` stands for any ending.
 */
const vocabulary = {
  not: 'nao no not dont never nunca jamais n nn num nem',
  without: 'sem sin without',
  more: 'mais mas more anymore longer again nunca',
  want: 'qro kero gustaria quero queria quiero queremos desejo desejamos deseo gostaria quisiera want wish wanna prefiro prefiero prefer pretendo aguento aguanto suporto soporto pedi pido solicito solicitei asked peco pedindo asking',
  need: 'preciso precisa precisam necesito necesita necesitan need',
  may: 'pode podem podes poderia poderiam podria podrian podrias puede pueden puedes can could would possivel posible posso puedo',
  future: 'vou vai vao voy va van will vamos going',
  cannot: 'cannot',
  persist: 'persist',
  if: 'se si if',
  how: 'como how onde donde where',
  when: 'quando cuando when',
  time: 'agora ahora hoje hoy today tonight now amanha manana tomorrow madrugada ate hasta until till antes before depois despues after durante while monday tuesday friday domingo sabado segunda sexta lunes viernes cedo tarde late',
  unsubscribe:
    'unsubscri* unsub unsuscri* unsubcri* unscribe optout descadastr* descadatr* desinscr* desuscri* dessuscri*',
  stop: 'stop stopping stopp quit cease halt parar pararem parassem parem pare paren detener detenga detengan deter interromper interrompa interrompam arret discontinue',
  leave: 'sair saia saio salgo salir salirme salirnos leave',
  cancel:
    'cancel cancelo desistir cancelar cancele cancelem cancela cancelen cancelarem encerrar encerre encerrem suspender suspenda suspendam suspendan suspend revogar revogo revoke revoco revocar anular anule anulen desativar desative desativem desactivar desactive desactiven disable deactivate desativo desactivo encerro',
  remove:
    'remove remover remova removam removeme remueva remuevan remuevanme removerme tirar tire tira tirem retirar retire retira retirem retiren excluir exclua excluam exclui excluirme deletar delete deleta deletem apagar apague apaguem apaga eliminar elimine eliminen elimina eliminenme eliminame eliminarme borrar borre borren borra borrenme borrame borrarme sacar saque saquen sacame saquenme quitar quiten quita quitame quitenme quitarme erase retiro withdraw withdrawing removessem tirassem retirassem remocao exclusao eliminacion removal',
  send: 'enviar envie enviem envia enviando enviarem envien envies enviarme enviarnos envienme enviame mandar mande mandem manda mandando mandarem manden mandes mandarme mandenme mandame send sending',
  write:
    'msging text texting message messaging contact contacting contate contatem contatar contactar contacten contactarme contactenme escribir escriban escribas escribirme escribanme escribiendo escreva escrevam escrever escrevendo emailing contacted messaged texted contactado contactada contatado contatada chame chamem chamar chamando',
  call: 'ligar ligue liguem ligando ligacao ligacoes llamar llame llamen llamarme llamenme llamando llamadas call calling calls',
  receive:
    'receber recebendo saber llegue lleguen llegar recebermos recibir recibirlos recibirlas recibiendo receive receiving get getting hear hearing',
  bother:
    'incomodado incomodada molestado molestada perturbado perturbada bothered incomodar incomode incomodem incomodando perturbar perturbe perturbem perturbando encher enche molestar molesten moleste molestes molestando molestarme molestenme bother bothering harass harassing disturb spamming joder jodan jodiendo annoying pestering',
  peace: 'peace',
  wrong: 'wrongnumber',
  messages:
    'mensag* menssag* mensaj* msg msgs messages message text texts sms zap zaps promocoes promociones promotions promos promo propaganda* publicidad* anuncio* ads marketing newsletter* notificac* notification* communicat* comunicac* comunicad* divulgac* informativos informac* correos novidades novedades alerts alertas emails email spam spams ofertas offers updates',
  deal: 'promocao promocion promotion oferta offer',
  list: 'lista listas list lists cadastro inscricao inscricoes inscripcion suscripcion suscripciones subscription subscriptions grupo grupos group mailing contatos contactos contacts recebimento sistema system',
  shipment: 'envio envios',
  number: 'numero number nome nombre name telefone telefono phone celular cel contato contacto contact',
  mine: 'meu minha meus mi my nosso nuestro our este esse this aqui',
  me: 'me mim nos us myself sacame saquenme quitame quitenme eliminame eliminenme borrame borrenme removeme remuevanme',
  ours: 'nosso nossa nossos',
  interest: 'interesse interessado interessada interessa interesa interes interesado interesada interested interest',
  enough: 'chega basta suficiente enough',
  less: 'cansei cansad* farto farta harto harta sick tired menos less fewer demais demasiad* tantas tantos tanta tanto many',
  data: 'dados datos data',
  spam: 'spam bloqueiem bloqueie bloquearme bloqueen bloquear bloqueo bloqueando block blocking denunciar denuncio report reporting reportar procon lgpd gdpr',
  consent:
    'autorizo aceito aceitei aceitamos acepto aceptamos accept autorizei autorice autorizamos authorize consent consento consinto consentimento consentimiento consiento permissao permiso permission autorizacao autorizacion',
  deleting: 'excluir exclua remover remova remove eliminar elimine delete deletar deleta borrar apagar',
  polite: 'ja ya now agora ahora already just imediatamente inmediatamente immediately urgente urgent right away logo',
  other:
    'pedido* compra* comprei compre encomend* entreg* produt* product* consult* agend* horari* reserv* visit* cartao cartoes conta contas cuenta* account* bolet* fatur* factur* pagament* pago* plano* plan plans contrat* order orders ordered purchas* appointment* booking shipment delivery item items itens refund* return* devol* cita citas tarjeta* card cards paquete* package* vuelo* voo voos viage* viaje* curso* aula* clase* assinatura* membership gym academia endereco direccion address carrinho carrito cart size tamanho talla troca cambio sale venda* roupa* ropa* vestido* camis* sapat* zapat* pizza* comida* medic* laboral cupom cupon* coupon* nota notas codigo code matricula ingresso* ticket* seguro* servico servicio trial invoice payment foto fotos imagem imagen',
  filler:
    'falei disse dije told gentileza amabilidad seguir continuar continue kindly sorry desculpa perdon optar participar vuelvan vuelva vuelvas voltem volte please pls favor obrigado obrigada gracias thanks thank hi hello oi ola hola bom boa dia noite buenas buenos dias noches tardes i im id ive said we do to the of from your you u ur ya yall this these that those it its any anything some them they all every everything ever at on in for by with off out up am are is be been being was have has had would really ever so please thing things stuff store company business brand shop whatsapp wpp zap sir sirs team guys there here um uma eu voce voces vcs vc ce ces senhor senhores gente de da do das dos d a o as os ao aos em na nas nos pra pro por para pelo pela com que q isso isto disso disto desse dessa desses dessas deste desta nesse neste esse essa esses essas esta estas estao estou to aqui daqui dai ai aquele tudo todo todos toda todas nada nenhum nenhuma nada coisa coisas favor ser sou e eh ta tipo qualquer minha meu meus minhas tenho tem ter loja empresa marca ta el la las los lo le les un una unos unas al del de en por para con su sus tu tus te ti mi mis yo usted ustedes vosotros se esto eso estos esos esta este esa es son ser estoy estan soy ningun ninguna nada todo todos tienda cosas cosa tener tengo tiene favor numero whats t am ok okay date seu seus sua suas hacer fazer faco faz faca favor hago quem qual cual what why hay haya haber outra otra vez vezes veces another lately tambem tambien also too never either ainda still fique fiquem please',
} as const;

export type Kind = keyof typeof vocabulary;

/** Returns the kinds of a word: none if it is unknown. */
export const kindsOf = (word: string): ReadonlySet<Kind> => {
  const found = kindsByWord.get(word);
  if (found) return found;
  const stem = stems.filter(([start]) => word.startsWith(start));
  return new Set(stem.map(([, kind]) => kind));
};

const entries = (Object.keys(vocabulary) as Kind[]).flatMap((kind) =>
  vocabulary[kind].split(' ').map((word) => [word, kind] as const),
);

const stems = entries.filter(([word]) => word.endsWith('*')).map(([word, kind]) => [word.slice(0, -1), kind] as const);

const kindsByWord = new Map(
  [...Map.groupBy(entries, ([word]) => word)].map(([word, each]) => [word, new Set(each.map(([, kind]) => kind))]),
);

/** Replaces expressions in plain words: "opt me out" is one word of the vocabulary. */
export const withExpressions = (words: readonly string[]): string[] =>
  expressions
    .reduce((text, [expression, word]) => text.replace(expression, word), words.join(' '))
    .split(' ')
    .filter(Boolean);

/** Expressions of several words, replaced by one word or by another expression, in this order. */
const expressions: readonly (readonly [RegExp, string])[] = [
  [/\bdo not\b/g, 'dont'],
  [/\b(anything|nothing) else\b/g, '$1 more'],
  [/\b(no mas|nao mais|no more) (?:whatsapps?|whats|wpps?)\b/g, '$1 mensagens'],
  [
    /\b(?<!(?:the|this|week|year) )end (?=(?:all |any |the |these |those |your )*(?:texts|messages|sms|e?mails|alerts|promotions|promos|offers)\b)/g,
    'stop ',
  ],
  [/\bget out of (?=this$|these\b|here\b|(?:the|this|your) list\b)/g, 'sair '],
  [/\b(?:base de (?:datos|dados)|banco de dados|data ?base)\b/g, 'lista'],
  [
    /\b(?:can not|cant|unable to|couldnt|nao (?:consigo|consegui|posso)|no (?:puedo|pude|logro|consigo|podemos))\b/g,
    'cannot',
  ],
  [/\b(?:would|id|i d) (?:like|love|rather|prefer)\b/g, 'want'],
  [/\b(?:da|daria) (?:para|pra)\b/g, 'can'],
  [/\b(?:de|otra) (?:novo|nuevo|vez)\b/g, 'again'],
  [/\bstop (?=by|over|in|at)/g, 'visit '],
  // To stop or to cancel "at the store" is no request to the store. "Sair da loja" may be one.
  [
    /\b(?:(?:na|nas|em|numa|en|at|in) (?:(?:a|uma|sua|minha|la|las|su|una|mi|the|your|my|this|that|nossa|essa|esta) )?(?:loja|lojas|tienda|tiendas|store|stores|shop|sucursal)|in store)\b/g,
    'visit',
  ],
  [/\b(?:dispenso|dispensamos)\b/g, 'nao quero'],
  // "I want my number removed": the participle alone would also be "I was removed".
  [
    /\b(want|have|get|quero|gostaria|quiero|quisiera|solicito) (me|us|(?:my|this|meu|esse|este|mi) \w+) (?:to be )?(?:removed|deleted|erased|unsubscribed|taken|removido|excluido|retirado|apagado|eliminado|borrado)\b/g,
    'want remove $2',
  ],
  [/\bbajen?(?:me|nos)(?= de\b|$)|\bbaja(?:me|nos)(?= de\b|$)/g, 'remuevanme'],
  // A person who withdraws leaves, and may say from where.
  [/\bme retirar\b|\bretirarme\b/g, 'sair'],
  [/\b(?:fazer|formar|ser) parte\b/g, 'receber'],
  [/\bwant (?:off|out)\b(?! of my order)/g, 'want remove me'],
  [/\b(?:ser|be) (?:removid|retirad|excluid|removed|deleted|taken)[oa]?\b/g, 'remove me'],
  [
    /\b(?:bloqueia|bloqueie|bloqueiem|bloquee|bloqueen|bloquea|block) (?:me|(?:o )?meu (?:numero|contato)|mi (?:numero|contacto)|my number)\b(?! (?:de|do|da|of|on)\b)/g,
    'remove me',
  ],
  [/\bopt (?:(?:me|us) )?out\b/g, 'optout'],
  [/\b(?:dar|darme|darnos|darse|dame|deme|denme|denos|date|doy|den)(?: me| nos)? (?:de )?baja\b/g, 'desuscribir'],
  [
    /\b(?:de|la|mi) baja\b(?! (?:del|en) | de (?!(?:mi|este|mi numero de) (?:numero|telefono|celular|contacto)\b|la lista|sus ))/g,
    'desuscribir',
  ],
  [/\b(?:deix\w+|dej\w+|leave)(?: \w+)? (?:em paz|en paz|alone|quiet[oa]|tranquil[oa])|let (?:me|us) be\b/g, 'peace'],
  [
    /\b(?:lose|forget|esquece\w*|esquec\w+|olvid\w+) (?:o |mi |my |meu |de )*(?:me|mi|number|numero|us|mim)\b/g,
    'peace',
  ],
  [/\bme (?:esquece\w*|erra\w*|olviden?)\b/g, 'peace'],
  [/\b(?:get lost|go away|fuck off|vaza|vazem|larguem? do meu pe|larga do meu pe|sai fora|sai daqui)\b/g, 'basta'],
  [/\b(?:take|get|drop|keep|strike|scratch) (me|us|my (?:\w+ )?\w+|this number) (?:off|out)\b/g, 'remove $1'],
  [/\b(?:numero (?:errado|equivocado)|wrong (?:number|person)|pessoa errada|persona equivocada)\b/g, 'wrongnumber'],
  [
    /\bno (?=meu|minha|celular|whats|whatsapp|zap|email|e mail|site|app|dia|momento|mesmo|fim|final|proximo|grupo|instagram|pix)/g,
    'em ',
  ],
  [/\b(?:nao|n) (?:param|pararam|para|parou) de\b/g, 'persist'],
  [
    /\b(?:no (?:paran|dejan|pararon|dejaron) de|siguen|sigues|continuam|ficam|(?:you|they|u) keeps?|wont stop|never stop|havent stopped)\b/g,
    'persist',
  ],
  [/\b(?:para|deixar?|deixem|deixe|deixa|dejen?|deja|dejar|dejes|dejaran) (?:con |ya )?de\b/g, 'parar de'],
  [/\bpara com\b/g, 'parar com'],
];

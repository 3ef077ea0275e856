import type { Clause } from './keywords.ts';
import { kindsOf } from './opt-out-words.ts';

/** After "quero" a verb is an infinitive. An imperative begins a new clause: "não quero mais pare de mandar". */
export const splitAtCommands = ({ words, isAsked }: Clause): Clause[] => {
  const plainWords = withExpressions(words);
  const want = plainWords.findIndex((word) => kindsOf(word).has('want'));
  const command = plainWords.findIndex((word, at) => want !== -1 && at > want && isCommand(word, plainWords[at - 1]));
  if (command === -1) return [{ words: plainWords, isAsked }];
  return [plainWords.slice(0, command), plainWords.slice(command)].map((each) => ({ words: each, isAsked }));
};

const commands = /^(?:pare|parem|paren|cancela|cancele|cancelem|remova|tira|tire|tirem|unsubscribe|stop)$/;
const isCommand = (word: string, before = ''): boolean =>
  commands.test(word) && !/^(?:to|me|want|please|you)$/.test(before);

/** Replaces expressions in plain words: "opt me out" is one word of the vocabulary. */
const withExpressions = (words: readonly string[]): string[] =>
  expressions
    .reduce((text, [expression, word]) => text.replace(expression, word), words.join(' '))
    .split(' ')
    .filter(Boolean);

/** Expressions of several words, replaced by one word or by another expression, in this order. */
const expressions: readonly (readonly [RegExp, string])[] = [
  [/\b(?:d(?= baja)|d(?= (?:me|mandar|enviar|receber|recibir|la|lista)\b))/g, 'de'],
  [/\b(?:un|de|des|dis) ?su[bs]?s?c[ri]{1,2}b\w*/g, 'unsubscribe'],
  [/\bdo not\b/g, 'dont'],
  [/\bnomore\b/g, 'no more'],
  [/\b\d[\d ]{6,}\d\b/g, 'meu numero'],
  [/\bentr(?:ar|e|em) (mais )?em contato\b/g, '$1contatem'],
  // In the northeast of Brazil the negation stands behind.
  [
    /^(?:por favor |me )*(mand[ae]m?|envi[ae]m?) mais (?:nada |isso |mensage\w+ )?nao(?: viu| ta| por favor)?$/g,
    'nao me $1 mais',
  ],
  [/^(?:eu )?quero mais nao$/g, 'nao quero mais'],
  [
    /\b(nao quero|no quiero|sem|sin|no)(?: mais| mas| more| further)? (?:contato|contacto|contact)$/g,
    '$1 more mensagens',
  ],
  [
    /^(?:pedido de |solicitud de )?baja (?=(?:de |del |la |los |las |mi |servicio )*(?:lista|mensaj\w*|promo\w*|public\w*|sms|notific\w*|suscrip\w*)\b)|^(?:pedido|solicitud) de baja$/g,
    'desuscribir ',
  ],
  [/\bservi[cz]io de (?=mensa|sms|notific)/g, ''],
  [
    /\b(?:seja|sejam|fosse|fossem|sea|sean|fuese|be) (?:removid|excluid|retirad|apagad|eliminad|borrad)[oa]s?\b/g,
    'remove',
  ],
  [/\b(?:want|need) (?:to be )?removed$|\bneed off\b/g, 'want remove me'],
  [
    /\b(?:get|stay) (?:off|out of|out) my (?:phone|number|line)\b|\bleave my (?:phone|number|line) alone\b|\bsai d[oa] (?:meu|minha) (?:vida|zap|whats\w*|celular|telefone)\b/g,
    'peace',
  ],
  [
    /\b(?:deixar|dejar|abandonar|abandono|abandonei) (?=(?:o|a|el|la|este|esse|essa|esta|seu|su|your|the) (?:grupo|lista|canal|group|list)\b)/g,
    'sair de ',
  ],
  [/\b(?:sigo|continuo|still) (?:recibiendo|recebendo|getting|receiving)\b/g, 'persist'],
  [
    /\b(?:dont|no longer) need (?=(?:these |your |any |ur |more )*(?:texts|messages|promos|promotions|offers|ads|alerts|emails)\b)/g,
    'dont want ',
  ],
  [/\bstop (?:trying|attempting) to (?=contact|text|reach|message|call|send)/g, 'stop '],
  [/\breach(ing)? out(?: to)?\b|\bhit(?:ting)? me up\b|\b(?:write|writing)(?: to)? (?=me\b|us\b)/g, 'contact$1 '],
  [/^para (?=(?:as|os|los|las|essas|esses|estas|estos) (?:mensage\w+|mensaje\w+|spams?|propagandas?)$)/g, 'parem '],
  [/\bhad to stop\b|\b(?:onde|donde|where) (?:\w+ ){0,2}(?:parar|paro|pare|stop)\b/g, 'visit'],
  [/\b\w+ (?:vezes|veces|times)\b/g, 'again'],
  [/\b(?:borr|quit|elimin|retir|saqu|sac)(?:a|e|ar|ad|an|en)?(me|nos)\b/g, 'quiten $1'],
  [/\b(?:excluya|excluyan|exclui)(me|nos)\b/g, 'quiten $1'],
  [/\bcancel(?:a|e|en|ar)(?:me|nos)\b/g, 'cancelar'],
  [/\b(me|nos) (\w+) (?:de la|da|de sua|de su) base\b/g, '$1 $2 lista'],
  [
    /^(?:nada de|ni una?|nem uma?|nenhuma|ningun|zero|cero) (?=(?:mensa|promo|public|propag|msg|msj|anunc|spam|sms)\w*)/g,
    'no more ',
  ],
  [/\bno more of (?:this|these|it|that|those)\b/g, 'no more'],
  [/\b(?:saco cheio|hasta la madre|hasta las bolas|hasta el gorro)\b/g, 'cansado'],
  [
    /\b(?:me )?(?:enche|enchendo|encher) (?:o |meu )?saco\b|\bme enchendo\b|\bme (?:estao )?importunando\b/g,
    'incomodando me',
  ],
  [/\b(nao|no) me (?:procurem?|busquen|busques)\b/g, '$1 me contacten'],
  [/^(?:ya |por favor )*(?:dejenme|dejame|me deixem?|me dejen)(?: ya)?$|\bme poupem?\b(?= d|$)/g, 'peace'],
  [
    /\b(?:quem|quien|who) (?:\w+ ){0,3}(?:deu|passou|dio|paso|gave|got) (?:\w+ ){0,3}(?:meu|mi|my) (?:numero|number|telefono|contato|contacto)\b/g,
    'spam',
  ],
  [/^(?:me )?off (?:the|your|ur|this) list\b/g, 'remove me'],
  [/^let me out$|\bget off (?=(?:this|the|your) list\b)/g, 'sair '],
  [/\bstopping (?:there|here|by)\b/g, 'visit'],
  [
    /\b(?:put|add) (?:me|us|this number|my number) (?:on|to|in) (?:the|your|ur) dont (?:call|contact|text|mail)(?: list)?\b/g,
    'remove me',
  ],
  [/^(?:i )?dont want (?:these|those)$/g, 'spam'],
  [/\bdesc[ar]{0,2}d[ra]+s?t?r?[aeo]\w*/g, 'descadastrar'],
  [/\bvaja\b/g, 'baja'],
  [/\bnomas (?=mensaj|msj|promo|public)/g, 'no mas '],
  [/\brompan (mas )?(?:las|los) (?:pelotas|bolas|huevos)/g, 'molesten'],
  [/^(?:no|nao) (?:thanks|thank you|gracias|obrigad[oa]|ty) (?=\w)/g, ''],
  [/\bwill (?=you\b|u\b|ya\b|yall\b)/g, 'can '],
  [/^never stop\b/g, 'dont stop'],
  [/\bif you (?:would |could )?stop(?:ped)?\b/g, 'please stop'],
  [/\bappreciate not\b/g, 'dont want'],
  // A list that one waits on, or keeps for oneself, is none of ours.
  [
    /\b(?:(?:wait|waiting|guest|wish|shopping|price) ?list|wishlist|waitlist|lista de (?:espera|presentes|compras|precos|convidados|desejos|casamento|material|deseos|regalos|bodas|invitados|precios))\b/g,
    'order',
  ],
  [/\bassinatura (?=(?:de|das|dos|do) (?:mensag|promo|sms|oferta|novidade))/g, 'inscricao '],
  [/\bsaia (?=d[aeo]s? )/g, 'sair '],
  [/\b(quero|queria|gostaria de|para|pra) sai\b/g, '$1 sair'],
  [/\b(tira|tirem|tire|remove|remova|exclui|exclua) eu\b/g, '$1 me'],
  [/\bpar[ae][mn]? de mim (?=mand|envi)/g, 'parem de me '],
  [/^(?:para[mn]) de (?=me |mand|envi|encher|escri)/g, 'parem de '],
  [/\b(my|meu|este|esse|mi|this) (?:num|nr|nro|cel|cell|fone|tel|whats|whatsapp|wpp|wsp|zap|phone)\b/g, '$1 numero'],
  [/\b(?:su|sua|your|tu|vuestra) base\b|\bbase de (?:contat\w+|client\w+|contact\w+|voces|vcs|ustedes)\b/g, 'lista'],
  [/\b(?:daki|daqi|dake)\b/g, 'daqui'],
  [/\balto a (?=los |las |estos |estas |tus |sus )/g, 'parar '],
  [/\b(?:parenle|parale)(?: a)?\b/g, 'paren'],
  [
    /^(?:(?:quiero|solicito|pido|exijo|necesito|deseo|tramitar|pedir|mi|una) )+(?:la )?baja$|^baja (?:ya|ahora|definitiva|por favor)$/g,
    'desuscribir',
  ],
  [
    /\b(?:turn off|shut off|switch off|mute|pause|silenciar|silencie|silenciem|desligar|desligue|desliguem|pausar|finalizar|terminar|terminen|finalicen|apagar) (?=(?:the |these |all |your |as |los |las |la |mi |my |minha |a |any )*(?:texts|messages|sms|e?mails|alerts|promo\w+|offers|ofertas|notifica\w+|notifications|mensag\w+|mensaj\w+|suscripc\w+|subscripc\w+|inscri\w+)\b)/g,
    'cancelar ',
  ],
  [/\b(?:im |am |be |all )?done (?=with |getting |receiving )/g, 'sick '],
  [/\b(?:unsign me up|sign me off)\b/g, 'unsubscribe'],
  [/^end (?:this|these|it)$/g, 'cancel'],
  [
    /^dont (?:call|text|contact|mail) (?:list|registry|register)$|\bon the dont (?:call|text|contact) (?:list|registry)\b/g,
    'spam',
  ],
  [
    /\b(?:never|didnt|did not|dont remember) (?:sign(?:ed|ing)? up|subscribed?|registered?|enroll(?:ed)?|opt(?:ed)? in|asked?)\b(?! yet)(?: for| to)?/g,
    'spam',
  ],
  [
    /\b(?:nao|no|nunca|jamais) me (?:cadastrei|inscrevi|suscribi|registre|registrei|apunte|anote)\b(?! (?:ainda|todavia|aun))/g,
    'spam',
  ],
  [/\b(?:derechos?|direitos?|right) (?:de|a|to|of|arco)(?: a| al)? (?:oposicao|oposicion|object)\b/g, 'optout'],
  [
    /\b(?:derechos?|direitos?|right) (?:de|a|to|of|arco)(?: a| al| be)? (?:supresion|cancelacion|erasure|forgotten|esquecimento|olvido|eliminacao)\b|\bderechos? arco\b/g,
    'eliminar datos',
  ],
  [
    /\b(?:no quiero|nao quero|dont want) (?:mais |mas )?(?:nada|anything|nothing) (?=(?:de|con|com|from) (?:ustedes|voces|vcs|vc|you|tu|usted|uds)\b)/g,
    'spam ',
  ],
  [/\bpor (?:hoje|hoy|ahora|agora)\b|\bfor (?:today|now)\b/g, 'order'],
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
  [/\bstop (?=by|over|in|at|here|near|outside)/g, 'visit '],
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
  [/\bopt(?:ing|ed|s)? (?:(?:me|us) )?(?:tf )?out\b/g, 'optout'],
  [
    /\b(?:dar|darme|darnos|darse|dame|dadme|deme|denme|denos|date|das|dan|doy|den)(?: me| nos)? (?:de )?baja\b/g,
    'desuscribir',
  ],
  [
    /\b(?:de|la|mi) baja\b(?! (?:del|en) | de (?!(?:mi|este|mi numero de) (?:numero|telefono|celular|contacto)\b|la lista|sus ))/g,
    'desuscribir',
  ],
  [
    /\b(?:deix\w+|dej\w+|leave)(?: \w+)? (?:em paz|en paz)(?! de)|\bme deix\w+ (?:quiet|tranquil)[oa]|\bdej\w*(?:me|nos) (?:quiet|tranquil)[oa]|\bleave (?:me|us) (?:\w+ ){0,3}(?:alone|be)\b|\bleave alone|\blet (?:me|us) be\b/g,
    'peace',
  ],
  [
    /\b(?:lose|loose|forget|esquec\w+|olvid\w+|pierd\w+) (?:o |mi |my |meu |de )*(?:me|mi|number|numero|contato|contacto|telefono|telefone|us|mim)\b/g,
    'peace',
  ],
  [/\bme (?:esque[cq]\w*|erra\w*|olviden?)\b/g, 'peace'],
  [
    /\b(?:get lost|go away|(?:fuck|piss|bugger|eff|f|sod) off|vai se (?:foder|fuder)|vao se (?:foder|fuder)|vai tomar no cu|(?:vete|vayanse|vayan) a la mierda|vai encher outro|vaza|vazem|larguem? do meu pe|larga do meu pe|sai fora|sai daqui)\b/g,
    'basta',
  ],
  [
    /\b(?:take|get|drop|keep|kick|boot|strike|scratch) (me|us|my (?:\w+ )?\w+|this (?:number|numero)) (?:off|out)\b/g,
    'remove $1',
  ],
  [/\b(?:numero (?:errado|equivocado)|wrong (?:number|num|person)|pessoa errada|persona equivocada)\b/g, 'wrongnumber'],
  [
    /\bno (?=meu|minha|celular|whats|whatsapp|zap|email|e mail|site|app|dia|momento|mesmo|fim|final|proximo|grupo|instagram|pix)/g,
    'em ',
  ],
  [/\b(?:nao|n) (?:param|pararam|para|parou) de\b/g, 'persist'],
  [
    /\b(?:no (?:paran|dejan|pararon|dejaron) de|siguen|sigues|continuam|ficam|(?:you|they|u) keeps?|wont stop|havent stopped|(?:you|they|u) never stop)\b/g,
    'persist',
  ],
  [/\b(?:para|dejad|deixar?|deixem|deixe|deixa|dejen?|deja|dejar|dejes|dejaran) (?:con |ya )?de\b/g, 'parar de'],
  [/\bpara com\b/g, 'parar com'],
  [/\bcomo (?:eu |yo |faco (?:pra |para )?)?(?:paro|dejo|deixo)\b/g, 'como parar'],
];

/**
 * The words of requests to get no more messages, in Portuguese, Spanish and English, without accents. A word may be of
 * several kinds. `*` stands for any ending.
 */
const vocabulary = {
  not: 'nao no not dont never nunca jamais n nn num nem naum',
  without: 'sem sin without',
  more: 'mais mas more anymore longer again nunca further maiss',
  want: 'qro kero gustaria quero queria quiero queremos desejo desejamos deseo gostaria quisiera want wish wanna prefiro prefiero prefer pretendo aguento aguanto suporto soporto pedi pido solicito solicitei asked peco pedindo asking qero queru kiero exijo requesting request requested',
  need: 'preciso precisa precisam necesito necesita necesitan need necessidade necesidad',
  may: 'pode podem podes poderia poderiam podria podrian podrias puede pueden puedes can could would possivel posible posso puedo quieren queres',
  future: 'vou vai vao voy va van will vamos going',
  cannot: 'cannot',
  persist: 'persist',
  if: 'se si if',
  how: 'como how onde donde where',
  when: 'quando cuando when',
  time: 'agora ahora hoje hoy today tonight now amanha manana tomorrow madrugada ate hasta until till antes before depois despues after durante while monday tuesday friday domingo sabado segunda sexta lunes viernes cedo tarde late',
  unsubscribe:
    'unsubscri* unsub unsuscri* unsubcri* unscribe optout descadastr* descadatr* desinscr* desuscri* dessuscri* unenrol* unregister desassin* dnc',
  stop: 'stop stopping stopp quit cease halt parar pararem parassem parem pare paren detener detenga detengan deter interromper interrompa interrompam arret discontinue detente detenganse parad cesad cesar cessem cesen cese interrumpan interrumpir interrumpa refrain desist evite evitem absten* abstengan frenar frenen frena',
  leave: 'sair saio salgo salir salirme salirnos leave',
  cancel:
    'cancel cancelo desistir cancelar cancele cancelem cancela cancelen cancelarem encerrar encerre encerrem suspender suspenda suspendam suspendan suspend revogar revogo revoke revoco revocar anular anule anulen desativar desative desativem desactivar desactive desactiven disable deactivate desativo desactivo encerro cancelacion cancelamento desativa terminate',
  remove:
    'remove remover remova removam removeme remueva remuevan remuevanme removerme tirar tire tira tirem retirar retire retira retirem retiren excluir exclua excluam exclui excluirme deletar delete deleta deletem apagar apague apaguem apaga eliminar elimine eliminen elimina eliminenme eliminame eliminarme borrar borre borren borra borrenme borrame borrarme sacar saque saquen sacame saquenme quitar quiten quita quitame quitenme quitarme erase retiro withdraw withdrawing removessem tirassem retirassem remocao exclusao eliminacion removal quitadme quitad borradme borrad eliminadme eliminad sacadme sacad retirada borras borran sacas sacan saca quitas quitan eliminan eliminas retiran withdrawn removerem exclusion borro exclude scrub purge wipe drop',
  send: 'enviar envie enviem envia enviando enviarem envien envies enviarme enviarnos envienme enviame mandar mande mandem manda mandando mandarem manden mandes mandarme mandenme mandame send sending mandeis envieis incluir incluam inclua incluyan adicionar adicione adicionem agregar agreguen agregues add coloque coloquem colocar ponha ponham pongan',
  write:
    'msging text texting message messaging contact contacting contate contatem contatar contactar contacten contactarme contactenme escribir escriban escribas escribirme escribanme escribiendo escreva escrevam escrever escrevendo emailing contacted messaged texted contactado contactada contatado contatada chame chamem chamar chamando txt txting msg escribais contacteis hables hablen hableis escriba',
  call: 'ligar ligue liguem ligando ligacao ligacoes llamar llame llamen llamarme llamenme llamando llamadas call calling calls',
  receive:
    'receber recebendo saber llegue lleguen llegar recebermos recibir recibirlos recibirlas recibiendo receive receiving get getting hear hearing recebe resivir recivir resibir recebr',
  bother:
    'incomodado incomodada molestado molestada perturbado perturbada bothered incomodar incomode incomodem incomodando perturbar perturbe perturbem perturbando encher enche molestar molesten moleste molestes molestando molestarme molestenme bother bothering harass harassing disturb spamming joder jodan jodiendo annoying pestering rompan rompas romper rompiendo chingar chingando chinguen jodais fastidien fastidiar bug bugging nagging blowing hitting',
  peace: 'peace',
  wrong: 'wrongnumber',
  messages:
    'mensag* menssag* mensaj* msg msgs messages message text texts sms zap zaps promocoes promociones promotions promos promo propaganda* publicidad* anuncio* ads marketing newsletter* notificac* notification* communicat* comunicac* comunicad* divulgac* informativos informac* correos novidades novedades alerts alertas emails email spam spams ofertas offers updates txt txts msj msjs msjes msjs mje mjes msn whatsapps wasaps avisos',
  deal: 'promocao promocion promotion oferta offer',
  list: 'lista listas list lists cadastro inscricao inscricoes inscripcion suscripcion suscripciones subscription subscriptions grupo grupos group mailing contatos contactos contacts recebimento sistema system subscripci* transmissao transmision canal channel difusion broadcast susc',
  shipment: 'envio envios',
  number: 'numero number nome nombre name telefone telefono phone celular cel contato contacto contact',
  mine: 'meu minha meus mi my nosso nuestro our este esse this aqui',
  me: 'me mim nos us myself sacame saquenme quitame quitenme eliminame eliminenme borrame borrenme removeme remuevanme quitadme borradme eliminadme sacadme',
  ours: 'nosso nossa nossos',
  interest: 'interesse interessado interessada interessa interesa interes interesado interesada interested interest',
  enough: 'chega basta suficiente enough',
  less: 'cansei cansad* farto farta harto harta sick tired menos less fewer demais demasiad* tantas tantos tanta tanto many podrido podrida canse cansaron cansou enjoei saturado saturada',
  data: 'dados datos data info',
  spam: 'spam bloqueiem bloqueie bloquearme bloqueen bloquear bloqueo bloqueando block blocking denunciar denuncio report reporting reportar procon lgpd gdpr bloqueei bloquee bloquearei acoso assedio harassment perseguicao processar',
  consent:
    'autorizo aceito aceitei aceitamos acepto aceptamos accept autorizei autorice autorizamos authorize consent consento consinto consentimento consentimiento consiento permissao permiso permission autorizacao autorizacion',
  deleting:
    'excluir exclua remover remova remove eliminar elimine delete deletar deleta borrar apagar exclusao exclusion exclui removal quitar',
  polite: 'ja ya now agora ahora already just imediatamente inmediatamente immediately urgente urgent right away logo',
  other:
    'pedido* compra* comprei compre encomend* entreg* produt* product* consult* agend* horari* reserv* visit* cartao cartoes conta contas cuenta* account* bolet* fatur* factur* pagament* pago* plano* plan plans contrat* order orders ordered purchas* appointment* booking shipment delivery item items itens refund* return* devol* cita citas tarjeta* card cards paquete* package* vuelo* voo voos viage* viaje* curso* aula* clase* assinatura* membership gym academia endereco direccion address carrinho carrito cart size tamanho talla troca cambio sale venda* roupa* ropa* vestido* camis* sapat* zapat* pizza* comida* medic* laboral cupom cupon* coupon* nota notas codigo code matricula ingresso* ticket* seguro* servico servicio trial invoice payment foto fotos imagem imagen two three dois duas tres linea internet',
  filler:
    'falei disse dije told gentileza amabilidad seguir continuar continue kindly sorry desculpa perdon optar participar vuelvan vuelva vuelvas voltem volte please pls favor obrigado obrigada gracias thanks thank hi hello oi ola hola bom boa dia noite buenas buenos dias noches tardes i im id ive said we do to the of from your you u ur ya yall this these that those it its any anything some them they all every everything ever at on in for by with off out up am are is be been being was have has had would really ever so please thing things stuff store company business brand shop whatsapp wpp zap sir sirs team guys there here um uma eu voce voces vcs vc ce ces senhor senhores gente de da do das dos d a o as os ao aos em na nas nos pra pro por para pelo pela com que q isso isto disso disto desse dessa desses dessas deste desta nesse neste esse essa esses essas esta estas estao estou to aqui daqui dai ai aquele tudo todo todos toda todas nada nenhum nenhuma nada coisa coisas favor ser sou e eh ta tipo qualquer minha meu meus minhas tenho tem ter loja empresa marca ta el la las los lo le les un una unos unas al del de en por para con su sus tu tus te ti mi mis yo usted ustedes vosotros se esto eso estos esos esta este esa es son ser estoy estan soy ningun ninguna nada todo todos tienda cosas cosa tener tengo tiene favor numero whats t am ok okay date seu seus sua suas hacer fazer faco faz faca favor hago quem qual cual what why hay haya haber outra otra vez vezes veces another lately tambem tambien also too never either ainda still fique fiquem please doy dou give make making sub omg use using used usem usen usar usando uso ill acredito aca alla ahi daki once twice crap shit bullshit junk garbage mierda merda porcaria lixo pendejadas fuck fucking fuckin damn damned hell tf wtf ffs bitch bitches ass asshole assholes porra caralho krl pqp puta cacete inferno carajo verga puto putos pinche pinches cabron cabrones boludo boludos pelotudos wey mano cara amigo amiga moca moco tt xfa bro man dude coma comma virgula ponto punto tienen conforme ley lei asap bye pretty beg pensar ha acho creo think melhor mejor better jeito momento dei di gave nisso nope nah haha lol thats sigan sigas anden esten continuen continuem nonsense aff afff',
} as const;

export type Kind = keyof typeof vocabulary;

/** Returns the kinds of a word: none if it is unknown. */
export const kindsOf = (word: string): ReadonlySet<Kind> => {
  // People write "textin" and "msgn".
  const found =
    kindsByWord.get(word) ?? (word.endsWith('n') ? kindsByWord.get(word.replace(/i?n$/, 'ing')) : undefined);
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

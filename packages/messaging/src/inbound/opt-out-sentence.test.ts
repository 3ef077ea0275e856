import { describe, expect, it } from 'vitest';
import { meaningOf, sentences } from '../../test/support/meaning-of.ts';

const keywords = sentences(`
  Sair por favor | stop please | ARRET | Parar, por favor | unsubscribe please | Please stop | Stop!!!!!
  baja por favor
`);

const clear = sentences(`
  quiero darme de baja del servicio de mensajes de ustedes amigo mio
  Não aceito receber publicidade | retiro minha autorização para receber mensagens | I withdraw my consent
  no más whatsapp de ustedes por favor | Por favor não me enviem mais whatsapp | Do not send me anything else
  end all texts | please end these messages | retiro mi consentimiento | no acepto que me escriban
  I don't accept promotional messages | Please discontinue all communication
  Bloqueia meu número aí
  Bloqueen mi número por favor
  Please block my number
  Me apaguem do sistema | Sácame de aquí | Não me chamem mais | Remover meu nome da lista | Take my phone number out
  I don't want any more of these promotions | Please quit texting me | take this number off your list
  unsubscribe from all | stop all messages now please | I would prefer not to receive these messages
  please no more | I no longer wish to be on your list | não me mandem mais nada por aqui
  por favor parem de mandar promoções | quero ser removido da lista | não quero mais receber mensagens dessa loja
  favor me descadastrar | Retire meu número da lista de vocês por gentileza
  não tenho interesse nas promoções, parem de enviar | Já chega de mensagens | dejen de enviarme sms
  no quiero que me contacten más | por favor elimínenme de la lista de difusión | basta de mensajes por favor
  cancelen mi suscripción | no me interesan sus ofertas, no me escriban | quiero borrarme de esta lista
  I would like my number removed | bájenme de la lista | não quero mais fazer parte
  Please take my number out of your system | Could you kindly stop these promotional texts?
  I never signed up for this, remove me | You have my consent to nothing. Stop messaging me.
  no more promo texts pls | Do not contact me by text again | pls delete my phone number from ur database
  I'm asking you to stop sending me offers | Get me off this mailing list | I want to stop getting these
  cease all marketing messages to this number | i dont want your ads | Remove this number from your contacts please
  I no longer want to hear from your store | kindly unsubscribe my number | Quit sending me these texts
  Please do not send any more offers | Por favor, me tirem do grupo de ofertas | Não me mandem mais promoção
  Quero que parem de enviar propaganda no meu whats | Favor retirar meu contato da base de vocês
  não tenho interesse em receber promoções, obrigada | Gostaria de cancelar o recebimento dessas mensagens
  Pode me tirar dessa lista de ofertas? | me exclui da lista | Não desejo mais receber contato de vocês
  Por gentileza não enviar mais | solicito a exclusão do meu número | Já pedi pra não mandarem mais mensagem
  Peço que não me enviem mais nada | Tô fora, me tira da lista aí | não quero receber mais as novidades de vcs
  Para de mandar msg toda hora | Deixem de me mandar essas mensagens | quero cancelar o envio de mensagens
  quero sair dessa lista de transmissão | Não autorizo o envio de mensagens para o meu número
  Ya no quiero recibir sus promociones | Por favor quiten mi teléfono de su lista | No me escriban más, por favor
  Quisiera que me dieran de baja | Deseo cancelar mi suscripción a los mensajes
  no mandar más mensajes a este celular | Sáquenme de su base de datos | No autorizo que me envíen publicidad
  Paren de mandarme ofertas | dejen de llenarme el whatsapp de publicidad
  No quiero seguir recibiendo estos mensajes | solicito la baja de mi número | eliminen mi contacto por favor
  Ya no me interesa recibir nada de ustedes | I'd like to be taken off your texting list
  please take me out of this group | Stop the ads | I don't wish to be contacted anymore
  You guys need to stop texting my phone | do not message this number again
  I've asked twice already, remove my number | no longer want these alerts | plz stop with the promos
  I want out of these messages | Não enviar mais promoções para este número | me remove desse grupo por favor
  quero parar de receber essas ofertas | Gostaria de não receber mais as mensagens
  Boa noite, retirem meu telefone do cadastro | não quero que me enviem promoções | tira meu zap dessa lista
  Chega de propaganda | Não quero ser incomodada com ofertas | quero deixar de fazer parte dessa lista
  Já falei que não quero receber isso | cancela meu cadastro para receber ofertas
  pelo amor, parem com esses spams | Por favor no me contacten más | Bórrenme de su lista, gracias
  no quiero más mensajes suyos | quiero que dejen de mandarme promociones | Favor de quitar mi número
  Les pido que no me escriban más | Denme de baja de los mensajes | Ya basta de tanta publicidad
  no me manden nada más
  Não quero receber mais | Nao quero mais receber mensagens | Não quero receber promoções | Não envie mais
  Pare de me mandar mensagem | Parem | Me remove | me tire da lista | Remova meu número | Descadastre-me
  Cancelar inscrição | Desejo não receber mais | Sair promoções | Cancelar promoções | STOP PROMOTIONS
  Detener promociones | Parar promoções | Stop promotions | Stop texting me | Unsubscribe me | Remove me | No more
  No quiero recibir más | No enviar más | Darme de baja | Date de baja | Take me off your list | Don't text me
  Please stop texting me | Dejen de enviarme mensajes | no me manden más mensajes 😡
  PAREM DE ENVIAR PROPAGANDA!!! | me deixem em paz | leave me alone | cancela mi suscripción
  Para de me mandar mensagem | n quero mais receber msg de vcs
  Bom dia, não quero mais receber mensagens de vocês porque já comprei em outra loja, obrigado
  Gostaria de não receber mais essas promoções | favor retirar meu número da lista | Quero me descadastrar
  quero sair da lista | Vocês podem parar de me mandar mensagens? | parem de me incomodar | chega de mensagens
  não me mandem mais nada | Nunca mais me mande mensagem | não tenho interesse em receber promoções
  quero parar de receber | Deixem de me enviar ofertas | Não autorizo o envio de mensagens
  Exclua meu contato, por favor | tira meu numero dai | não me perturbe mais | nao mande mais
  Can you stop texting me? | Could you please remove me from your list?
  I don't want to receive these messages anymore | Do not contact me again | stop sending me messages
  I want to unsubscribe | opt me out | No more texts please | quit texting me
  I no longer wish to receive promotions | Please take me off this list | stop spamming me
  Never text this number again | lose my number | i dont want any more messages please stop
  Enough with the texts | I would like to stop receiving these | delete my number
  Hi, please don't send me any more offers. Thanks! | STOP. I said STOP!!! | no me escriban más
  ya no quiero recibir mensajes | Quiero darme de baja | por favor denme de baja | No quiero más promociones
  sáquenme de la lista | bórrenme de su lista por favor | déjenme en paz | dejen de molestar | no molesten
  Basta de mensajes | quisiera dejar de recibir promociones | No me interesa recibir publicidad
  cancelar suscripción | eliminen mi número | paren de mandarme publicidad | ¿Pueden dejar de escribirme?
  solicito la baja | No me contacten más | Olá! Por favor, não me enviem mais mensagens de marketing.
  Eu não quero mais receber esse tipo de mensagem | não desejo receber mais notificações
  retirem meu contato da base de vocês | para de mandar msg pfv | parem com essas mensagens
  nao me mande mais mensagem pelo amor de deus | Quero cancelar o recebimento de mensagens
  quero cancelar minha inscrição | Por gentileza remover meu número do cadastro
  não tenho mais interesse em receber mensagens | tira meu nome dessa lista | me descadastra aí
  me exclui da lista | quero parar de receber essas mensagens | pode parar de mandar mensagem, por favor?
  não quero receber nada de vocês | sem mais mensagens por favor | não quero mensagens
  Não quero propaganda no meu whatsapp | não quero receber mensagens da Loja Azul | não manda mais mensagem
  não manda mais nada não | Não enviar mais mensagens para este número | não me incomodem | me tira do grupo
  me deixa em paz!! | desinscrever meu numero | quero ser removido da lista
  quero que parem de me mandar mensagens | solicito a remoção do meu número | solicito o descadastramento
  Remover meu telefone por favor | não perturbe | dispenso as mensagens | cancelem o envio de promoções
  favor não enviar mais | favor não mandar mais mensagens | quero optar por não receber
  not interested, stop texting | Stop sending these | stop with the messages | stop all messages
  please do not text me | Please remove my number from your list | I did not sign up for this, remove me
  take my number off your list | get me off this list | don't message me again | do not send me anything
  no more messages | no more promos | I dont want your texts | please stop contacting me | plz stop msging me
  stop bothering me | leave me alone please | stop now | cancel my subscription | cancel messages
  cancel all texts | remove my contact | Remove this number from your list | I want off this list
  opt out of marketing | I want to opt out | I'd like to be removed | No me envíen más publicidad
  no quiero más mensajes por favor | no deseo recibir mensajes | no me mandes más | no manden mas promociones
  dejen de escribirme | deja de mandarme mensajes | quiero dejar de recibir mensajes | quítenme de su lista
  elimínenme de la lista | sácame de tu lista de contactos | borren mi número | por favor no me escriban
  no me molesten más | dame de baja por favor | me quiero dar de baja | necesito darme de baja | cancelar mensajes
  cancelar las promociones | quiero salir de la lista | ya no me manden nada | ya no quiero recibir nada
  no más publicidad | basta de spam | stop mensajes
  Buenas tardes, solicito no recibir más comunicaciones comerciales | No vuelvan a escribirme
  não voltem a me escrever | never contact me again | stop this spam | Sair da lista de transmissão
  SAIR DO GRUPO | Quero deixar de receber | Remova-me | desinscreva-me | Retire meu número | Por favor, parem.
  parem por favor | para de me encher o saco | dejen de joder
  Boa tarde! Gostaria que removessem meu número da lista de vocês
  Oi, tudo bem? Não quero mais receber essas mensagens, tá? Obrigada
  Por favor tirem meu número do sistema, não sou mais cliente | Pelo amor de Deus parem de me mandar mensagem
  NÃO ME MANDE MAIS MENSAGENS CARALHO | Parem de enviar sms | pare de me enviar ofertas
  não quero mais receber ofertas nem promoções | não quero nenhuma mensagem | não enviem mais nada para mim
  Não aguento mais receber mensagens de vocês | para de ficar mandando mensagem | Quero que me tirem dessa lista
  Gostaria de sair da lista de contatos | Gostaria de ser excluída da lista | podem me tirar da lista?
  vcs podem tirar meu numero da lista por favor | descadastrar meu número | Favor descadastrar
  cancelar notificações | cancelar cadastro | Não desejo mais receber msgs promocionais
  nao qro mais receber mensagem | Quero parar com as mensagens | Please unsubscribe me from this list
  Unsubscribe me now | STOP MESSAGING ME | stop it with the texts | don't send me messages anymore
  Don't send me any more promotional messages | Stop sending me promotional texts
  Do not text me again or I will report you | I do not wish to receive text messages
  I don't want to hear from you | please delete me from your list | kindly remove me from your mailing list
  take me off this | no longer wish to receive texts | Not interested. Please remove me
  how many times do I have to tell you? stop texting me | Stop contacting me, this is harassment
  Por favor dejen de enviar mensajes a este número | No deseo recibir más información
  No quiero que me manden más mensajes | no quiero que me escriban | Não quero que me mandem mensagens
  I don't want you to text me | Quiero que me borren de la lista | Sáquenme de esta lista por favor
  Ya no me envíen mensajes | Favor de no enviar más mensajes | deseo darme de baja de sus promociones
  unsubcribe | Unsubscribed | unsuscribe me | descadatrar | pareeeem de mandar mensagem | STOOOP texting me
  darse de baja de la lista | déme de baja | eliminar mi número de su base de datos | no me llegue más publicidad
  No más mensajes, gracias | parem de perturbar
`);

const unclear = sentences(`
  quero me retirar | ¿Cómo salgo de esto? | Como faço pra parar com isso? | não me interessa
  who is this? wrong person | Deixa pra lá, não tenho interesse | No, gracias, no me interesa
  Quero cancelar | Excluir | Chega | Cancelar envio | Sem interesse | cancela o envio | quiero salir ya
  Not interested | quero sair | gostaria de cancelar | como faço para cancelar? | como faço pra sair dessa lista?
  how do I unsubscribe? | ¿cómo me doy de baja? | não consigo sair da lista | isso é spam | vou bloquear
  Não tenho interesse | no me interesa | I'd like to cancel | please cancel this | ya basta
  vocês não param de mandar mensagem | apaguem meus dados | wrong number | parem de me ligar | stop it
  quiero cancelar | quiero salir | não me mande mensagem agora | Se não pararem de mandar mensagem vou denunciar
  quero desistir | não quero mais participar | I'm not interested | no longer interested | no estoy interesado
  no gracias no me interesa | como cancelo? | como cancelar essas mensagens? | ¿cómo cancelo la suscripción?
  how can I stop these messages? | can't unsubscribe | pessoa errada | número equivocado | spam | SPAM!!!
  vou denunciar | basta já | enough | enough! | quero encerrar | quiero anular | quero sair disso | cancela isso
  cancel it please | cancelar tudo | me bloqueiem | não autorizo | don't text, call me
  quero cancelar por favor
  me gustaría cancelar | cancelar ya | por favor cancelen | kindly cancel | não tenho mais interesse
  No tengo interés | Você mandou para o número errado | quem é? número errado | sorry wrong number
  que saco, chega! | How do I opt out? | Como faço para não receber mais mensagens? | quero sair, como faço?
  como me descadastro | too many messages | menos mensagens por favor
`);

describe('a message that people write to get no more messages', () => {
  it.each(keywords)('%j is a keyword with courtesy', (text) => {
    expect(meaningOf(text)).toBe('stop');
  });

  it.each(clear)('%j is clear', (text) => {
    expect(meaningOf(text)).toBe('clear');
  });

  it.each(unclear)('%j is unclear', (text) => {
    expect(meaningOf(text)).toBe('unclear');
  });

  it.each([
    ['sair\n\nEnviado do meu iPhone', 'stop'],
    ['STOP\n--\nMaria Silva, sales', 'stop'],
    ['Pare de me mandar mensagem\nSent from my Galaxy', 'clear'],
    ['Oi\n> Para sair, responda SAIR', 'other'],
    ['Responda PARAR para não receber mais', 'other'],
  ])('%j is read without its signature and what it quotes: %s', (text, meaning) => {
    expect(meaningOf(text)).toBe(meaning);
  });

  it.each(clear)('%j means the same in capitals, without accents and with emoji', (text) => {
    const changed = text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
    expect(meaningOf(`${changed} 😡🙏`)).toBe('clear');
  });
});

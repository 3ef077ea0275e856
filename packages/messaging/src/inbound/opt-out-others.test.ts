import { describe, expect, it } from 'vitest';
import { meaningOf, sentences } from '../../test/support/meaning-of.ts';
import { inboundOptOutOf } from './opt-out-request.ts';

const others = sentences(`
  At the end messages were nice | retiro na loja amanhã | Não aceito troca por outro modelo | do you accept visa?
  I will get out of work at 5 | Aceito receber promoções | não aceitam cartão? | Can I withdraw cash there?
  Parar na loja amanhã? | quero parar na loja | posso parar na loja amanhã? | ¿Parar en la tienda mañana? | Pare na loja
  posso cancelar na loja? | como cancelar na loja? | excluir na loja? | ¿Puedo anular en la tienda? | cancel in store?
  how do I stop the washing machine? | I want to remove an item | is the promotion over?
  I need to change my number | please text me when it arrives | no more sizes available?
  obrigado, não preciso de mais nada | para quando fica pronto? | vocês param que horas? | quero tirar uma dúvida
  retirar na loja é grátis? | não vou poder ir amanhã | cancela a minha reserva de hoje | ¿dónde retiro el pedido?
  no tengo efectivo | baja la velocidad jaja | gracias, no más por ahora | quiero salir a cenar, ¿tienen mesa?
  elimina la cebolla del pedido | ¿cuándo es la próxima oferta?
  Can you stop by my house at 5? | I want to cancel my order 4471 | please remove the second item from my cart
  stop payment on the invoice from May | My number changed, please update it
  I'd like to stop at your store tomorrow | Don't send it to the old address | I did not receive my package
  Could you send me more offers? | Why did you stop sending me coupons? | no more questions, thank you
  remove the onions please | I lost my phone, can you block my card? | please do not cancel my reservation
  I want my money back | quero cancelar a compra de ontem | não quero mais o vestido azul
  parem a entrega, o endereço está errado | não recebi a mensagem com o código
  vocês podem parar de cobrar a taxa de entrega? | tira uma dúvida pra mim | Me manda o link de novo
  não precisa mandar hoje, pode ser amanhã | quero sair com vocês no sábado, que horas abre?
  remove a cebola do lanche por favor | Não pare de mandar as ofertas, adoro! | qual o horário de saída do voo?
  Quero trocar meu número de cadastro | quiero cancelar mi cita de mañana | No quiero el rojo, quiero el azul
  no me llegó el mensaje de confirmación | dejen el paquete con el portero | quiten el cargo doble de mi tarjeta
  ya no quiero la pizza, gracias | ¿A qué hora sale el bus? | mándenme más información de la oferta
  bajen el precio y compro | I want to be added to the list | Can I get off at the next station?
  Take me off hold please | I'd like my name removed from the order | Where do I stop to pick up my package?
  please don't forget my delivery | Do you stop selling at 6? | my account was removed, can you help?
  I'm not getting your messages, please resend | Não estou recebendo as mensagens de vocês
  quero fazer parte do clube | baixem o preço | vocês saem da lista dos melhores? | Parei de fumar graças a vocês
  não quero mais esse tamanho, tem outro? | o pedido foi retirado da loja? | quando param as promoções?
  posso retirar na loja? | me tira uma foto do produto | No estoy recibiendo el código
  Bájenme el precio y compro dos | ¿Cuándo me dan de alta? | quiero formar parte del equipo
  ¿Puedo retirar mi pedido hoy? | no me han escrito, espero respuesta | quiten el azúcar, por favor
  ¿Hasta cuándo dura la promoción? | No quiero molestar, ¿a qué hora abren?
  não quero incomodar, mas vocês abrem hoje? | My number was removed from the order by mistake
  quero cancelar meu pedido | não pare | when does the sale stop? | sair de férias | pare de vender isso?
  don't stop | não quero parar | a que hora puedo salir? | posso sair hoje? | não recebi a mensagem
  Não recebo mais mensagens | I don't get your messages | No recibí mi pedido | manda a promoção
  pode enviar agora | quero receber ofertas | send me the offers please | deixa eu ver | para mim | para hoje
  deixe a mensagem para ele | é para você | get off now | obrigado | ok | sim | não | no | não agora | no thanks
  não, obrigado | mais | quero mais | I want more | nada mais | por favor | qual o número? | quiero mi pedido
  deja tu mensaje | para todos | quero tirar a dúvida | sem mensagem | take care | take | para | chega hoje
  chega agora? | quando chega? | deixa | quero para amanhã | saída de emergência | cancel my order
  unsubscribe rate? | quit smoking | Quero parar de fumar | stop by the store | what time do you stop serving?
  can I remove an item? | quero excluir um item do carrinho | quiero salir a comer | no puedo salir hoy
  la baja de precios | temporada baja | nao quero mais o vestido | não quero mais essa cor
  don't send the blue one | não envie antes de sexta | no envíen el paquete | no hay más? | já parou de chover
  the bus stop | I'll stop by tomorrow | cancelei minha viagem | Não recebi mais nada | não quero parar de receber
  I don't want to stop receiving your offers | no quiero dejar de recibir promociones | não quero cancelar
  don't remove me | não me tirem da lista | Cancelar. Meu pedido veio errado | quero cancelar, comprei errado
  cancela a compra | quiero cancelar mi cita | não posso receber mensagens agora
  por que não recebo mais mensagens? | why did you stop sending me offers? | você não me manda mais mensagens 😢
  vocês não mandam mais promoções? | me tira uma dúvida | me remova essa dúvida | tira o número da camisa
  tenho interesse | não tenho interesse nesse produto | meu cartão foi bloqueado
  quando posso parar de tomar o remédio? | pare na próxima rua | The promotion doesn't stop at midnight, right?
  No more questions | no more coffee for me | pode mandar no WhatsApp mais promoções | quero sair com você
  a loja fecha que horas? | me manda mais fotos | no sé si salir | quiero eliminar un producto del carrito
  Preciso cancelar a consulta de amanhã | não consigo cancelar o pedido | não mande a nota por aqui
  No me manda el código | vou sair agora, chego em 10 min | suspender a entrega | I can't receive texts at work
  who is this? | do you have more sizes? | não vou mais receber o pacote? | stop sending me the wrong size
  stop the delivery | please stop my order | não envie mais camisas azuis | não me mande a foto
  Não me mandaram o código | ainda não recebi | não quero receber hoje, pode ser amanhã?
  não quero receber o pedido sem nota | pode parar na portaria | a máquina parou | o ônibus vai parar aqui?
  meu filho vai sair da escola às 12h | saindo de casa | já saí | saiu para entrega? | vai sair mais barato?
  ¿cuándo sale la promoción? | la promoción ya terminó? | quanto custa para cancelar o plano?
  posso cancelar depois? | é possível cancelar a compra? | cancelar agendamento | Cancelar consulta
  cancelar minha assinatura da academia | cancel appointment | cancel booking please
  please cancel my reservation | remove the discount | remove the second item | retirar na loja
  quero retirar na loja hoje | posso retirar hoje? | quitar la mancha | quiero quitar un producto
  eliminar artículo | borrar historial | unlimited texts? | no pare de mandar ofertas!
  nunca parem de mandar promoções | don't stop sending me offers | please don't unsubscribe me
  não me descadastre | no me den de baja | no quiero darme de baja | quero voltar a receber
  quero continuar recebendo | keep sending me offers | siga enviando promociones | podem mandar mais
  pode me mandar mais mensagens sim | não tem problema | sem problemas | no problem | no worries | no hay problema
  fim | end of the month works | I quit my job | the meeting ends at 5 | Me manda o link
  mandar mensagem para quem? | mensagem recebida | message received | received, thanks | recebi sim, obrigado
  não entendi a mensagem | I don't understand this message | não abre o link | o link não funciona
  não consegui pagar | chegou meu pedido | meu pedido não chega | Chega amanhã? | basta clicar aqui?
  el precio baja mañana? | está muito baixo | baja el volumen | no more than two please | não mais que 10
  mais uma coisa: não quero cebola | não quero, obrigado | não quero | no quiero | I don't want it
  I don't want that color | não quero esse | no quiero ese modelo | não gostei | não posso agora
  agora não posso falar | não vou poder ir | no voy a poder ir | I can't make it today | unsubscribe from the gym
  what is the subscription price? | quiero una suscripción | quero me inscrever | como faço a inscrição?
  me coloca na lista | add me to the list | estou na lista? | send to my other number | mudei de número
  meu número é 11 98888-7777 | esse é meu número novo | é o número certo? | pode remover a taxa? | remove tax?
  parar o carro onde? | Tem como parar o pagamento? | suspender o plano por 1 mês | encerrar conta
  delete my account | não parem! | no paren | Parabéns! | parada de ônibus | que saco | estou cansado
  deixa pra lá | deja, no importa | let me think | leave it at the door | leave the package with the neighbor
  deixe na portaria | dejen el paquete en recepción | vou deixar para depois | I'll leave at 5 | let it be red
  can you text me the address? | text me tomorrow | me liga | pode me ligar? | não me ligue, mande mensagem
  no puedo cancelar la compra | quero cancelar a compra e receber meu dinheiro
  quiero cancelar el pedido por favor | please cancel order 1234 | Cancel my order and stop the shipment
  cancelar pedido 1042, não quero mais | Não quero mais o pedido | no quiero más el producto
  I don't want the product anymore | não quero mais a blusa, quero trocar | não consigo parar de rir
  can't stop laughing | I can't stop thinking about it | stop kidding | stop working hours?
  bus stop on main street | non-stop flights? | pare o mundo que eu quero descer | parei de usar
  não paro de comprar kkk | como faço para sair do aplicativo? | sair para almoçar | vamos sair hoje?
  voy a salir tarde | ¿a qué hora sale el envío? | ¿ya salió mi envío? | cuando sale mi pedido
  me quiero bajar la app | estoy de baja médica | necesito la baja de mi contador
  me remova do pedido e coloque minha esposa | delete the last message, wrong item | remove from cart
  excluir endereço | apaga essa mensagem | desculpa, mensagem errada | sorry wrong message | mandei errado
  tenho muitas mensagens para ler | I have many questions | Don't worry about it | don't forget my order
  don't cancel | No cancelen mi pedido | por favor não cancele | não cancela não | never mind
  no me llegó el mensaje | no me llega el código por mensaje | No recibo mensajes | não chegou nenhuma mensagem
  não recebi nenhuma promoção | quero receber só promoções | sim, quero receber mensagens | send more
  mais informações por favor | quero mais informações | no más tarde de las 5 | não quero mais esperar
  no quiero esperar más | não quero pagar | não quero pagar mais caro | quero falar com atendente
  leave a message | deixar mensagem | em paz, obrigado | deixe o produto em casa | no number
  esse número é whatsapp? | não é meu tamanho | enough stock? | tem estoque suficiente? | is it enough for two?
  basta um | chega em quantos dias? | Chegou! | report issue with order
  quero denunciar um vendedor do marketplace | bloquear cartão | how do I cancel my booking?
  how do I stop the bleeding? | ¿cómo salgo del aeropuerto? | what happens if I unsubscribe from premium?
  Could you stop by tomorrow? | when will you stop selling this? | I'd like to remove an item from my order
  Quisiera quitar la cebolla | sem cebola por favor | sin picante | no spicy please | no sugar, thanks
`);

describe('a message about something else', () => {
  it.each(others)('%j is left alone', (text) => {
    expect(meaningOf(text)).toBe('other');
  });

  it('is each message that is longer than Twilio allows', () => {
    expect(inboundOptOutOf(`Pare de me mandar mensagem. ${'x'.repeat(2000)}`)).toBeUndefined();
  });
});

/** What people say most, in our own words; what they say more rarely is made of {@link syllables}. */
const korean =
  '오늘 내일 어제 저녁 아침 점심 우리 친구 학교 회사 집 영화 음악 노래 게임 커피 김치찌개 치킨 라면 떡볶이 비빔밥 여행 바다 산책 날씨 비 눈 더위 추위 주말 약속 시험 공부 숙제 선생님 동생 언니 형 누나 엄마 아빠 강아지 고양이 사진 생일 선물 책 도서관 지하철 버스 기차 공항 서울 부산 제주도 대전 운동 축구 야구 농구 병원 감기 머리 마음 생각 이야기 질문 대답 시간 돈 가게 시장 옷 신발 가방 핸드폰 컴퓨터 인터넷 드라마 배우 가수 공연 전시회 그림 꽃 나무 하늘 별 달 밤 새벽 꿈 잠 휴가 방학 졸업 취업 면접 월급 이사 청소 빨래 요리 설거지 저녁밥 맥주 와인 케이크 아이스크림 수박 딸기 사과 커플 소개팅 결혼 아기 유치원 성격 외향 내향 감정 논리'.split(
    ' ',
  );
const particles = ['', '', '이', '가', '을', '를', '은', '는', '에', '에서', '도', '랑', '까지', '만', '부터'];
const endings =
  '했어 먹었어 갔어 봤어 좋아 싫어 어때 뭐야 할까 먹자 가자 보자 그래 진짜 너무 정말 아니야 맞아 몰라 궁금해 힘들다 재밌다 ㅋㅋㅋ ㅎㅎ ㅠㅠ 했는데 그랬구나 있어 없어 같아'.split(
    ' ',
  );
const syllables = [
  ...'가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후기니디리미비시이지치',
];
const english =
  'today tomorrow dinner lunch coffee movie music game school work home friend weekend weather rain snow summer winter travel beach walk exam homework teacher sister brother dog cat photo birthday present book library subway train airport soccer baseball doctor cold dream sleep holiday party cake pizza chicken noodles rice beer wine phone laptop internet drama actor singer concert picture flower tree sky star moon night morning holiday really actually maybe probably please thanks sorry hello great nice funny tired happy hungry late early soon later what where when why how think know want need like love hate make take give find wait call meet'.split(
    ' ',
  );
const consonants = [...'bcdfghjklmnprstvwz'];
const vowels = [...'aeiou'];

/** Random numbers that are the same each time. @see https://en.wikipedia.org/wiki/Xorshift */
const makeRandom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

/** Few words are frequent and many are rare, as in any language. */
const makePicker = (random: (below: number) => number) => {
  const rank = (count: number): number => Math.floor(count ** (random(1_000_000) / 1_000_000)) - 1;
  const some = (parts: readonly string[], count: number): string =>
    Array.from({ length: count }, () => parts[random(parts.length)]).join('');
  return {
    koreanWord: () =>
      random(5) === 0
        ? some(syllables, 2 + random(3))
        : (korean[rank(korean.length)] ?? '') + particles[random(particles.length)],
    ending: () => endings[rank(endings.length)] ?? '',
    englishWord: () =>
      random(5) === 0
        ? Array.from({ length: 2 + random(2) }, () => some(consonants, 1) + some(vowels, 1)).join('')
        : (english[rank(english.length)] ?? ''),
  };
};

/** Messages in Korean and English by turns: the same `count` ones each time. */
export function* messagesOf(count: number): Generator<string> {
  const random = makeRandom(20_241_107);
  const { koreanWord, ending, englishWord } = makePicker(random);
  for (let i = 0; i < count; i++) {
    const length = 2 + random(6);
    const words = Array.from({ length }, random(10) < 7 ? koreanWord : englishWord);
    yield random(10) < 7 ? [...words, ending()].join(' ') : words.join(' ');
  }
}

/** What people look for: words, parts of words, beginnings of sentences, and what nobody has said. */
export const keywordsOf = (messages: readonly string[], language: RegExp): string[] => {
  const random = makeRandom(19_991_231);
  const spoken = (words: number): string => {
    for (;;) {
      const all = messages[random(messages.length)]?.split(' ') ?? [];
      const first = random(all.length);
      const some = all.slice(first, first + words);
      if (some.length === words && some.every((word) => language.test(word) && word.length > 1)) return some.join(' ');
    }
  };
  const partOf = (word: string): string => word.slice(Math.min(random(2), word.length - 2)).slice(0, 2 + random(2));
  const unspoken = ['없는말뭉치', '콩쥐팥쥐', 'xylophone', 'quixotic'].filter((word) => language.test(word));
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const keywords = [
    ...times(16, () => spoken(1)),
    ...times(12, () => partOf(spoken(1))),
    ...times(6, () => spoken(2)),
    ...unspoken,
  ];
  return [...new Set(keywords)];
};

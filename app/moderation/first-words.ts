/** Words between spaces or line ends; `_` is a space within one. */
const wordsOf = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('_', ' '));

/**
 * Words that are refused from the third migration on, by what they are. They are data of that migration and stay as they
 * are: administrators add and remove words in the table, later migrations bring more.
 *
 * Left out on purpose is what innocent words consist of: 자지 (잠을 자지 마), 보지 (해 보지), 새끼 (고양이 새끼), 미친 (영향을
 * 미친), 18. They stand here only in company that leaves no doubt.
 */
export const firstBadwords: readonly string[] = wordsOf(`
  시발 씨발 쉬발 슈발 시팔 씨팔 쉬팔 시벌 씨벌 씨부럴 시부럴 시부랄 씨부랄 쓰벌 쓰발 씌발 싀발 쒸발 씹할
  시빨 씨빨 씨바 시바새끼 시바놈 시바년 시바알 시발놈 시발년 씨발놈 씨발년 시발새끼 씨발새끼 개시발 개씨발 아시발
  시1발 시8 씨8 쒸8 c발 ㅆl발 ㅅl발 씨bal 시bal ssibal sibal shibal tlqkf 18놈 십팔놈
  ㅅㅂ ㅆㅂ ㅅㅂㄴ ㅆㅂㄴ ㅅㅂㅅㅂ ㅅㅂㄹㅁ ㅆㅂㄹㅁ ㅅㅂㅅㄲ ㅆㅂㅅㄲ ㅂㅅ ㅄ ㅂㅅㅅㄲ ㅈㄹ ㅈㄴ ㅈㄲ ㄲㅈ ㅅㄲ ㄱㅅㄲ ㄱㅆㄲ ㅁㅊㄴ ㅁㅊㅅㄲ ㄷㅊ ㅗㅗ ㄴㄱㅁ ㅇㅊ새끼 ㅈ같 ㅈ까 ㅂ신 ㅅ발 ㅆ발
  병신 븅신 뷩신 빙신새끼 병딱 병쉰 븅딱 qudtls 등신새끼 ㅄ새끼 ㅂㅅ새끼 애자새끼
  개새끼 개새키 개색기 개색끼 개세끼 개세키 개샊 개쉐끼 개쉑 개시키 개쌔끼 개쉐이 개섀끼 개자식 개잡놈 개잡년 개같은년 개같은놈 개같은새끼 rotoRl
  이_새끼 저_새끼 그_새끼 새끼야 새꺄 쌔끼 십새끼 씹새끼 씹새 씹년 씹놈 씹창 씹덕새끼 미친새끼 미친놈 미친년 미친_개새끼 ㅁㅊ새끼 정신병자새끼 또라이새끼 똘아이새끼 돌아이새끼
  지랄 지럴 쥐랄 지롤 개지랄 염병할 옘병 육갑떨 wlfkf
  좆 좃같 좃까 좃밥 좇같 좇까 좇밥 조까라 족같 족까 존나 존내 졸라게 줜나 쫀나 wjssk 개존나 엿먹어라 엿이나_먹 엿_먹어
  아가리_닥쳐 닥쳐_새 주둥이_닥쳐 꺼져_새 뒤져라 뒈져라 뒤질래 뒤져버려 나가_뒤져 나가_죽어 죽여버린다 죽여_버릴
  느금마 느그_애미 느개비 니애미 니_애미 니_에미 니미럴 니미씨 니미랄 네_애미 애미없는 애미_뒤진 애미뒤진 에미없는 에미_뒤진 애비없는 애비_뒤진 엠창 앰창 엄창 엠생새끼 호로새끼 호로자식 호로잡놈
  후레자식 후레새끼
  쌍년 쌍놈 썅 썅년 썅놈 걸레년 걸레같은년 창녀 창년 갈보년 화냥년 잡년 육변기 김치녀 된장녀 한남충 한남새끼 맘충 틀딱충 급식충 짱깨 짱꼴라 쪽바리 쪽발이 깜둥이
  섹스하자 쎅스 섹쓰 섹파 떡치자 빠구리 보빨 보지년 보지_빨 보지빨 자지_빨 자지새끼 자지_까 따먹자 따먹고싶 딸딸이 딸치는 후장빨 부랄새끼 니_자지 강간해_버
  뻐큐 뻑큐 뻨큐 퍽큐 빠큐 씹쌔 fuckyou
  fuck fucks fucker fuckers fuckface fuckhead fuckboy fuckboi fucktard fuckwit fuckup fuckery fuck_you fuck_u
  fuck_off fuck_this fuck_it fck fuk fukin fuking fvck phuck phuk fuq wtf_bitch motherfucker motherfucking mofo
  muthafucka clusterfuck mindfuck unfucking stfu gtfo
  shit shite shits shithead shithole shitbag shitface shitfaced shitshow shitstain shitlord shitless shitload
  bullshit horseshit batshit dipshit apeshit dogshit chickenshit jackshit sht
  bitch biatch beotch bitchass btch son_of_a_bitch sonofabitch
  ass asshole assholes asshat assclown assface asswipe asslicker dumbass jackass smartass badass fatass lardass
  kickass arse arsehole a_hole
  bastard bollocks bugger wanker wank tosser twat cunt cuntface cock cocksucker cocksucking dick dickhead dickwad
  dickface dickless prick pussy pussies cum cumshot cumming jizz boner blowjob blow_job handjob rimjob deepthroat
  dildo tits titties titty boobs boobies slut sluts slutty whore whores whorehouse hooker skank porn porno pornhub
  hentai milf gangbang bukkake creampie masturbate masturbating
  faggot faggots fag fags dyke tranny shemale nigger niggers nigga niggas niglet coon chink gook spick kike
  wetback paki raghead towelhead beaner retard retards retarded mongoloid
  kill_yourself kill_urself kys go_die neck_yourself hang_yourself rape rapist raping i_will_kill_you
  crackhead scumbag douchebag douche piss pissed_off piss_off goddamn goddamned
`);

/** Innocent words that contain refused ones, from the same migration on. */
export const firstAllowwords: readonly string[] = wordsOf(`
  시발점 시발역 소개시키 공개시키 전개시키 재개시키 개시키다 개시키고 개시키는 다시빨 역시빨 아저씨빨 날씨빨 도시벌 도시팔 시발택시 시발자동차 시발차 다시발 역시발 즉시발 혹시발 반드시발 동시발 도시발
  표시발 출시발 잠시발 일시발 정시발 수시발 임시발
  아저씨발 아저씨바 날씨발 날씨바 글씨발 글씨바 솜씨발 솜씨바 불씨발 말씨발 맵시발 접시발 택시발 몇시발 역시벌 다시벌 다시팔 아저씨팔 아저씨벌
  병신년 병신일 병신월 미친년도 미친_년도 이_새끼손 저_새끼손 그_새끼손 새끼야옹 마시발 가시발
  씨바이오 씨바이 시바이누 시바견 개지랄탄 지랄탄 지랄버섯 조까라테 족같이_가족 가족같 가족까 민족같 민족까 부족같 부족까 만족같 만족까 풍족같 수족같 귀족같 귀족까 친족같 유족같 종족같
  cocker_spaniel cocky cocked cumin fagin pricked scunthorpe moby_dick dick_van_dyke
  cum_laude spick_and_span tit_for_tat piss_artist pricking titter niggard chink_in_the_armor chink_in_the_armour
  rape_seed rape_kit
`);

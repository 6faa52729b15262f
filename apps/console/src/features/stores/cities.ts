/** Labels of the map: large cities at their centres, WGS-84, in the order in which they win a place. */
export const cityLabels: ReadonlyArray<readonly [zh: string, en: string, lng: number, lat: number]> = [
  ["北京", "Beijing", 116.4, 39.9], ["上海", "Shanghai", 121.47, 31.23], ["广州", "Guangzhou", 113.26, 23.13], ["成都", "Chengdu", 104.07, 30.66],
  ["武汉", "Wuhan", 114.3, 30.59], ["西安", "Xi'an", 108.94, 34.34], ["深圳", "Shenzhen", 114.06, 22.54], ["杭州", "Hangzhou", 120.16, 30.27],
  ["重庆", "Chongqing", 106.55, 29.56], ["南京", "Nanjing", 118.8, 32.06], ["沈阳", "Shenyang", 123.43, 41.8], ["哈尔滨", "Harbin", 126.53, 45.8],
  ["昆明", "Kunming", 102.83, 24.88], ["乌鲁木齐", "Ürümqi", 87.62, 43.83], ["拉萨", "Lhasa", 91.13, 29.65], ["兰州", "Lanzhou", 103.83, 36.06],
  ["长沙", "Changsha", 112.94, 28.23], ["郑州", "Zhengzhou", 113.63, 34.75], ["济南", "Jinan", 117.0, 36.65], ["青岛", "Qingdao", 120.38, 36.07],
  ["厦门", "Xiamen", 118.09, 24.48], ["福州", "Fuzhou", 119.3, 26.08], ["天津", "Tianjin", 117.2, 39.08], ["大连", "Dalian", 121.61, 38.91],
  ["南宁", "Nanning", 108.37, 22.82], ["贵阳", "Guiyang", 106.63, 26.65], ["海口", "Haikou", 110.33, 20.03], ["呼和浩特", "Hohhot", 111.75, 40.84],
  ["太原", "Taiyuan", 112.55, 37.87], ["石家庄", "Shijiazhuang", 114.51, 38.04], ["合肥", "Hefei", 117.23, 31.82], ["南昌", "Nanchang", 115.86, 28.68],
  ["长春", "Changchun", 125.32, 43.82], ["西宁", "Xining", 101.78, 36.62], ["银川", "Yinchuan", 106.23, 38.49], ["苏州", "Suzhou", 120.58, 31.3],
  ["宁波", "Ningbo", 121.55, 29.87], ["无锡", "Wuxi", 120.31, 31.49], ["温州", "Wenzhou", 120.7, 28.0], ["三亚", "Sanya", 109.51, 18.25],
  ["佛山", "Foshan", 113.12, 23.02], ["东莞", "Dongguan", 113.75, 23.02], ["珠海", "Zhuhai", 113.58, 22.27], ["台北", "Taipei", 121.56, 25.04], ["香港", "Hong Kong", 114.17, 22.28],
];
